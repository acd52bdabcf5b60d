import { registerKit, type SkippedCase } from '../conformance-kit/register.ts';
import type { StoreUnderTest } from './case.ts';
import { missingNeed, runStoreCase } from './run-case.ts';
import { storeTopics } from './topics/index.ts';

export interface StoreConformanceOptions extends StoreUnderTest {
  /** A case in here that would pass fails the suite, and so does one that does not exist. @default none */
  skip?: readonly SkippedCase[];
}

/** The runner waits longer than a case does, so that it is the case that says what it waited for. */
const timeoutMs = 120_000;

/**
 * Registers the conformance kit of stores with vitest: a `describe` per topic, an `it` per case. To be called at the top of a test
 * file.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 *
 * @example
 * storeConformance({ name: 'my-engine', open: (directory) => openMyStore(directory) });
 */
export function storeConformance(options: StoreConformanceOptions): void {
  registerKit({
    name: `${options.name}: store contract`,
    topics: storeTopics,
    skip: options.skip,
    timeoutMs,
    subject: 'driver',
    missing: (each) => missingNeed(each, options),
    lacks: (need) => `the driver has no ${need}`,
    run: (each) => runStoreCase(each, options),
  });
}
