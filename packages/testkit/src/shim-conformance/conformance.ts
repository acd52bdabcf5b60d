import { describe, it, type TestContext } from 'vitest';
import type { SkippedCase } from '../adapter-conformance/conformance.ts';
import type { ShimCase, ShimUnderTest } from './case.ts';
import { missingNeed, runShimCase, runSkippedShimCase } from './run-case.ts';
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
  const { skip = [], name } = options;
  const reasons = reasonsOf(skip, options);
  describe(`${name}: shim contract`, { timeout: timeoutMs }, () => {
    for (const { title, cases } of shimTopics) {
      describe(title, () => {
        for (const each of cases) register(each, options, reasons.get(each.id));
      });
    }
  });
}

function register(shimCase: ShimCase, subject: ShimUnderTest, reason: string | undefined): void {
  const { id, title } = shimCase;
  const missing = missingNeed(shimCase, subject);
  if (missing !== undefined) {
    it(`${id}: ${title}`, (context: TestContext) => {
      context.skip(`the program can do no "${missing}"`);
    });
  } else if (reason !== undefined) {
    it(`${id}: skipped: ${reason}`, () => runSkippedShimCase(shimCase, subject));
  } else {
    it(`${id}: ${title}`, async (context: TestContext) => {
      const result = await runShimCase(shimCase, subject);
      if (result.outcome === 'failed') throw result.error;
      if (result.outcome === 'not-tried') context.skip(result.reason);
    });
  }
}

function reasonsOf(skip: readonly SkippedCase[], subject: ShimUnderTest): Map<string, string> {
  const cases = new Map(shimTopics.flatMap((topic) => topic.cases).map((each) => [each.id, each]));
  const reasons = new Map<string, string>();
  for (const { case: id, reason } of skip) {
    const known = cases.get(id);
    if (!known) throw new Error(`"${id}" is skipped, and is no case of the conformance kit.`);
    if (reasons.has(id)) throw new Error(`"${id}" is skipped twice.`);
    if (reason.trim() === '') throw new Error(`"${id}" is skipped without a reason.`);
    if (missingNeed(known, subject) !== undefined) {
      throw new Error(`"${id}" is skipped, and does not apply to this shim anyway.`);
    }
    reasons.set(id, reason);
  }
  return reasons;
}
