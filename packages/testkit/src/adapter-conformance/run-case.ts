import { missing } from './capabilities.ts';
import type { AdapterUnderTest, ConformanceCase } from './case.ts';
import { CaseRun } from './case-run.ts';

/** What became of one case. */
export type CaseResult =
  | { outcome: 'passed' }
  | { outcome: 'failed'; error: unknown }
  /** The host has no such thing. */
  | { outcome: 'not-applicable'; missing: string };

/** Longer than any case takes on a slow machine, shorter than a person's patience. */
const timeoutMs = 40_000;

/** Runs one case against an adapter. Never rejects. */
export async function runConformanceCase(
  conformanceCase: ConformanceCase,
  adapter: AdapterUnderTest,
): Promise<CaseResult> {
  const lack = missing(conformanceCase.needs, adapter.driver, adapter.capabilities);
  if (lack !== undefined) return { outcome: 'not-applicable', missing: lack };
  const run = new CaseRun(adapter);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${conformanceCase.id} did not end within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  try {
    await Promise.race([conformanceCase.run(run), timeout]);
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', error };
  } finally {
    clearTimeout(timer);
    await run.close();
  }
}

/** Runs a case that is known to fail. @throws Error when it passes: then its skip is stale */
export async function runSkippedCase(
  conformanceCase: ConformanceCase,
  adapter: AdapterUnderTest,
): Promise<void> {
  const { outcome } = await runConformanceCase(conformanceCase, adapter);
  if (outcome !== 'passed') return;
  throw new Error(`The skip of ${conformanceCase.id} is stale: the case passes. Take it out.`);
}
