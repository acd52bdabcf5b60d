import { attempt, inTime, type KitCaseResult } from '../conformance-kit/run-case.ts';
import type { StoreCase, StoreNeed, StoreUnderTest } from './case.ts';
import { StoreRun } from './store-run.ts';

/** What became of one case. */
export type StoreCaseResult = KitCaseResult<StoreNeed>;

/** Longer than any case takes on a slow machine, shorter than a person's patience. */
const timeoutMs = 110_000;

/** The first need that the driver does not meet. */
export function missingNeed({ needs }: StoreCase, subject: StoreUnderTest): StoreNeed | undefined {
  return needs.find((need) => subject[need] === undefined);
}

/** Runs one case against a driver, in a directory of its own. Never rejects. */
export async function runStoreCase(
  storeCase: StoreCase,
  subject: StoreUnderTest,
): Promise<StoreCaseResult> {
  const missing = missingNeed(storeCase, subject);
  if (missing !== undefined) return { outcome: 'not-applicable', missing };
  const run = new StoreRun(subject);
  return await attempt(run, async () => {
    await inTime(storeCase.id, storeCase.run(run), timeoutMs);
    return { outcome: 'passed' };
  });
}
