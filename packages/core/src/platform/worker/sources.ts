/** What destinations get their records from: memory. No other process left anything in it. */
import type { Config } from '../../config.ts';
import type { DestinationState } from '../../destination-states.ts';
import type { Diagnostics } from '../../diagnostics.ts';
import type { DrainOptions, DrainReport } from '../../drain.ts';
import { ContentPolicy } from '../../export/content-policy.ts';
import type { Exporter } from '../../export/exporter.ts';
import type { ToldCost } from '../../export/session-costs.ts';
import { maxRecordsOf, WriterSource } from '../../export/source.ts';
import { sessionWithoutContent, withoutContent } from '../../pipeline/capture.ts';
import type { Spool } from '../../pipeline/spool-writer.ts';
import type { Sources } from '../node/sources.ts';
import { MemorySpool } from './memory-spool.ts';

export function openSources(
  spool: Spool,
  exporter: Exporter,
  config: Config,
  _diagnostics: Diagnostics,
): Sources | undefined {
  if (!(spool instanceof MemorySpool)) return undefined;
  const captureContent = config.captureContent && (exporter.captureContent ?? true);
  const policy = new ContentPolicy(captureContent, {
    event: withoutContent,
    session: sessionWithoutContent,
  });
  const maxRecords = maxRecordsOf(exporter);
  const own = new WriterSource({
    start: { segment: 0, offset: 0 },
    read: ({ offset }) => {
      const { records, offsets } = spool.read({ [spool.id]: offset }, maxRecords);
      const position = { segment: 0, offset: offsets[spool.id] ?? offset };
      return { records, position, full: records.length === maxRecords };
    },
    permit: (record) => policy.permit(record),
    save: () => {},
  });
  return { own };
}

export function pruneDirectory(_directory: string): never[] {
  return [];
}

export function destinationStates(_directory: string): DestinationState[] {
  return [];
}

export function sessionCosts(_directory: string): ToldCost[] {
  return [];
}

export async function drainSpool(_options: DrainOptions): Promise<DrainReport> {
  return {
    writers: [],
    sentRecords: 0,
    withheldSessions: 0,
    sentBytes: 0,
    refused: 0,
    unsentBytes: 0,
    meantElsewhere: 0,
  };
}
