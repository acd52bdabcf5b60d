import { attempt, type KitCaseResult } from '../conformance-kit/run-case.ts';
import type { ExporterCase, ExporterNeed, ExporterUnderTest } from './case.ts';
import { ExporterRun } from './exporter-run.ts';

/** What became of one case. */
export type ExporterCaseResult = KitCaseResult<ExporterNeed>;

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
  return await attempt(run, async () => {
    await run.receiver.start();
    await exporterCase.run(run);
    return { outcome: 'passed' };
  });
}
