import { registerKit, type SkippedCase } from '../conformance-kit/register.ts';
import type { ShimUnderTest } from './case.ts';
import { missingNeed, runShimCase } from './run-case.ts';
import { shimTopics } from './topics/index.ts';

export interface ShimConformanceOptions extends ShimUnderTest {
  /** A case in here that would pass fails the suite, and so does one that does not exist. @default none */
  skip?: readonly SkippedCase[];
}

/** For a heartbeat of 30 s, and much else on the machine. */
const timeoutMs = 300_000;

/**
 * Registers the conformance kit of shims with vitest: a `describe` per topic, an `it` per case. To be called at the top of a test
 * file. A shim's author writes a program for it, in the shim's language: a host that does what it is told (`Command`), with the
 * shim switched on from its environment (`AGENTOPS_DIR`, `AGENTOPS_CAPTURE_CONTENT`, `AGENTOPS_DISABLED`). The kit tells it what to
 * do, kills it, fills its disk, and reads what it wrote: docs/bridge-protocol.md says what has to hold.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 *
 * @example
 * const { python, reason } = await pythonEnv({ name: 'the shim' });
 * if (python) shimConformance({ name: 'my-shim', command: [python, 'conformance_host.py'], env: { PYTHONPATH: 'src' } });
 * else it.skip(reason);
 */
export function shimConformance(options: ShimConformanceOptions): void {
  registerKit({
    name: `${options.name}: shim contract`,
    topics: shimTopics,
    skip: options.skip,
    timeoutMs,
    subject: 'shim',
    missing: (each) => missingNeed(each, options),
    lacks: (need) => `the program can do no "${need}"`,
    run: (each) => runShimCase(each, options),
  });
}
