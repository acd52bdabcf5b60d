import type { ExporterCase, ExporterNeed, ExporterUnderTest } from './case.ts';
import { ExporterRun } from './exporter-run.ts';

/** What became of one case. */
export type ExporterCaseResult =
  | { outcome: 'passed' }
  | { outcome: 'failed'; error: unknown }
  /** The exporter can do no such thing. */
  | { outcome: 'not-applicable'; missing: ExporterNeed };

/** The first need that the exporter does not meet. */
export function missingNeed(
  { needs }: ExporterCase,
  subject: ExporterUnderTest,
): ExporterNeed | undefined {
  return needs.find((need) => !subject[need]);
}

/** Runs one case against an exporter, with a destination and a data directory of its own. Never rejects. */
export async function runExporterCase(
  exporterCase: ExporterCase,
  subject: ExporterUnderTest,
): Promise<ExporterCaseResult> {
  const missing = missingNeed(exporterCase, subject);
  if (missing !== undefined) return { outcome: 'not-applicable', missing };
  const run = new ExporterRun(subject);
  try {
    await run.receiver.start();
    await exporterCase.run(run);
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', error };
  } finally {
    await run.close();
  }
}

/** Runs a case that is known to fail. @throws Error when it passes: then its skip is stale */
export async function runSkippedExporterCase(
  exporterCase: ExporterCase,
  subject: ExporterUnderTest,
): Promise<void> {
  const { outcome } = await runExporterCase(exporterCase, subject);
  if (outcome !== 'passed') return;
  throw new Error(`The skip of ${exporterCase.id} is stale: the case passes. Take it out.`);
}
