import type { ShimCase, ShimNeed, ShimUnderTest } from './case.ts';
import { ShimRun } from './shim-run.ts';

/** What became of one case. */
export type ShimCaseResult =
  | { outcome: 'passed' }
  | { outcome: 'failed'; error: unknown }
  /** The program can do no such thing. */
  | { outcome: 'not-applicable'; missing: ShimNeed }
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
  try {
    const reason = await shimCase.run(run);
    return reason === undefined ? { outcome: 'passed' } : { outcome: 'not-tried', reason };
  } catch (error) {
    return { outcome: 'failed', error };
  } finally {
    await run.close();
  }
}

/** Runs a case that is known to fail. @throws Error when it passes: then its skip is stale */
export async function runSkippedShimCase(
  shimCase: ShimCase,
  subject: ShimUnderTest,
): Promise<void> {
  const { outcome } = await runShimCase(shimCase, subject);
  if (outcome !== 'passed') return;
  throw new Error(`The skip of ${shimCase.id} is stale: the case passes. Take it out.`);
}
