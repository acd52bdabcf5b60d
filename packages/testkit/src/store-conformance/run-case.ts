import type { StoreCase, StoreNeed, StoreUnderTest } from './case.ts';
import { StoreRun } from './store-run.ts';

/** What became of one case. */
export type StoreCaseResult =
  | { outcome: 'passed' }
  | { outcome: 'failed'; error: unknown }
  /** The driver can do no such thing. */
  | { outcome: 'not-applicable'; missing: StoreNeed };

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${storeCase.id} did not end within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  try {
    await Promise.race([storeCase.run(run), timeout]);
    await run.close();
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', error };
  } finally {
    clearTimeout(timer);
    await run.remove();
  }
}

/** Runs a case that is known to fail. @throws Error when it passes: then its skip is stale */
export async function runSkippedStoreCase(
  storeCase: StoreCase,
  subject: StoreUnderTest,
): Promise<void> {
  const { outcome } = await runStoreCase(storeCase, subject);
  if (outcome !== 'passed') return;
  throw new Error(`The skip of ${storeCase.id} is stale: the case passes. Take it out.`);
}
