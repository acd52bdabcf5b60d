import { registerKit, type SkippedCase } from '../conformance-kit/register.ts';
import type { ExporterUnderTest } from './case.ts';
import { missingNeed, runExporterCase } from './run-case.ts';
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
  registerKit({
    name: `${options.name}: exporter contract`,
    topics: exporterTopics,
    skip: options.skip,
    timeoutMs,
    subject: 'exporter',
    missing: (each) => missingNeed(each, options),
    lacks: (need) => `the exporter has no ${need}`,
    run: (each) => runExporterCase(each, options),
  });
}
