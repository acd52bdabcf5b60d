import { attempt, type KitCaseResult } from '../conformance-kit/run-case.ts';
import type { ShimCase, ShimNeed, ShimUnderTest } from './case.ts';
import { ShimRun } from './shim-run.ts';

/** What became of one case. */
export type ShimCaseResult =
  | KitCaseResult<ShimNeed>
  /** This machine can't try it. */
  | { outcome: 'not-tried'; reason: string };

/** The first need that the program does not meet. */
export function missingNeed({ needs }: ShimCase, { lacks }: ShimUnderTest): ShimNeed | undefined {
  return needs.find((need) => lacks?.includes(need));
}

/** Runs one case with a shim's program, in directories of its own. Never rejects. */
export async function runShimCase(
  shimCase: ShimCase,
  subject: ShimUnderTest,
): Promise<ShimCaseResult> {
  const missing = missingNeed(shimCase, subject);
  if (missing !== undefined) return { outcome: 'not-applicable', missing };
  const run = new ShimRun(subject);
  return await attempt(run, async () => {
    const reason = await shimCase.run(run);
    return reason === undefined ? { outcome: 'passed' } : { outcome: 'not-tried', reason };
  });
}
