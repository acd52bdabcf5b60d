import { describe, it, type TestContext } from 'vitest';
import type { SkippedCase } from '../adapter-conformance/conformance.ts';
import type { ExporterCase, ExporterUnderTest } from './case.ts';
import { missingNeed, runExporterCase, runSkippedExporterCase } from './run-case.ts';
import { exporterTopics } from './topics/index.ts';

export interface ExporterConformanceOptions extends ExporterUnderTest {
  /** A case in here that would pass fails the suite, and so does one that does not exist. @default none */
  skip?: readonly SkippedCase[];
}

/** For one kill round a second, and much else on the machine. */
const timeoutMs = 300_000;

/**
 * Registers the conformance kit of exporters with vitest: a `describe` per topic, an `it` per case. To be called at the top of a test
 * file.
 * @throws Error where a skip names no case of the kit, or two skips the same one
 *
 * @example
 * exporterConformance({ name: 'my-backend', create, receiver: { read: ({ body }) => JSON.parse(String(body)).ids } });
 */
export function exporterConformance(options: ExporterConformanceOptions): void {
  const { skip = [], name } = options;
  const reasons = reasonsOf(skip, options);
  describe(`${name}: exporter contract`, { timeout: timeoutMs }, () => {
    for (const { title, cases } of exporterTopics) {
      describe(title, () => {
        for (const each of cases) register(each, options, reasons.get(each.id));
      });
    }
  });
}

function register(
  exporterCase: ExporterCase,
  subject: ExporterUnderTest,
  reason: string | undefined,
): void {
  const { id, title } = exporterCase;
  const missing = missingNeed(exporterCase, subject);
  if (missing !== undefined) {
    it(`${id}: ${title}`, (context: TestContext) => {
      context.skip(`the exporter has no ${missing}`);
    });
  } else if (reason !== undefined) {
    it(`${id}: skipped: ${reason}`, () => runSkippedExporterCase(exporterCase, subject));
  } else {
    it(`${id}: ${title}`, async () => {
      const result = await runExporterCase(exporterCase, subject);
      if (result.outcome === 'failed') throw result.error;
    });
  }
}

function reasonsOf(skip: readonly SkippedCase[], subject: ExporterUnderTest): Map<string, string> {
  const all = exporterTopics.flatMap(({ cases }) => cases);
  const cases = new Map(all.map((each) => [each.id, each]));
  const reasons = new Map<string, string>();
  for (const { case: id, reason } of skip) {
    const known = cases.get(id);
    if (!known) throw new Error(`"${id}" is skipped, and is no case of the conformance kit.`);
    if (reasons.has(id)) throw new Error(`"${id}" is skipped twice.`);
    if (reason.trim() === '') throw new Error(`"${id}" is skipped without a reason.`);
    if (missingNeed(known, subject) !== undefined) {
      throw new Error(`"${id}" is skipped, and does not apply to this exporter anyway.`);
    }
    reasons.set(id, reason);
  }
  return reasons;
}
