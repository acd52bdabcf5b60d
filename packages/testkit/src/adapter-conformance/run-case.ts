import { attempt, inTime, type KitCaseResult } from '../conformance-kit/run-case.ts';
import { meets, type Need } from './capabilities.ts';
import type { AdapterUnderTest, ConformanceCase } from './case.ts';
import { CaseRun } from './case-run.ts';

/** What became of one case. */
export type CaseResult = KitCaseResult<Need>;

/** Longer than any case takes on a slow machine, shorter than a person's patience. */
const timeoutMs = 40_000;

/** The first need that the host does not meet. */
export function missingNeed(
  { needs }: ConformanceCase,
  { driver, capabilities }: AdapterUnderTest,
): Need | undefined {
  return needs.find((need) => !meets(need, driver, capabilities));
}

/** Runs one case against an adapter. Never rejects. */
export async function runConformanceCase(
  conformanceCase: ConformanceCase,
  adapter: AdapterUnderTest,
): Promise<CaseResult> {
  const missing = missingNeed(conformanceCase, adapter);
  if (missing !== undefined) return { outcome: 'not-applicable', missing };
  const run = new CaseRun(adapter);
  return await attempt(run, async () => {
    await inTime(conformanceCase.id, conformanceCase.run(run), timeoutMs);
    return { outcome: 'passed' };
  });
}
