/** What destinations get their records from: the spool's files. `../worker/sources.ts` has the same names. */
import type { Config } from '../../config.ts';
import type { Diagnostics } from '../../diagnostics.ts';
import { describeError } from '../../events/error-event.ts';
import { listCursors, removeCursors } from '../../export/cursor.ts';
import type { Exporter } from '../../export/exporter.ts';
import { noteFailure } from '../../export/last-failure.ts';
import { LeftOvers } from '../../export/left-overs.ts';
import { keepCost } from '../../export/session-costs.ts';
import { maxRecordsOf, type Source } from '../../export/source.ts';
import { addToTotals } from '../../export/totals.ts';
import { LeftBehind } from '../../left-behind.ts';
import { pathsOf } from '../../pipeline/data-directory.ts';
import { redactText } from '../../pipeline/redact-text.ts';
import { type Lost, pruneSpool } from '../../pipeline/retention.ts';
import type { Spool } from '../../pipeline/spool-writer.ts';
import { identifyWriter } from '../../pipeline/writer-identity.ts';
import { sdkVersion } from '../../version.ts';

export { destinationStates, sessionCosts } from '../../destination-states.ts';
export { drainSpool } from '../../drain.ts';

export interface Sources {
  own: Source;
  /** What processes that are gone left. */
  leftOvers?: Source & {
    /** True where there is something to send. */
    look(): boolean;
  };
  /** The destination took nothing of what it was sent. */
  onFailure?: (reason: string) => void;
}

/** For one destination. Undefined while nothing can be written that could be read back. */
export function openSources(
  spool: Spool,
  exporter: Exporter,
  config: Config,
  diagnostics: Diagnostics,
): Sources | undefined {
  const { directory } = spool;
  if (directory === undefined) return undefined;
  const captureContent = config.captureContent && (exporter.captureContent ?? true);
  const behind = new LeftBehind({
    directory,
    destination: exporter.name,
    protocol: exporter.protocol,
    captureContent,
    settings: exporter.settings,
    recalls: exporter.recall !== undefined,
    keepsCursor: exporter.takesLeftOvers !== false,
    maxRecords: maxRecordsOf(exporter),
    claimant: { id: spool.id, info: { ...identifyWriter(), sdkVersion, segment: 0 } },
    onError: (error) => {
      diagnostics.report(
        {
          level: 'warn',
          code: 'cursor-unwritable',
          message: `How far "${exporter.name}" has come could not be kept (${describeError(error).message}): what it has already comes to it again.`,
        },
        exporter.name,
      );
    },
  });
  const own = behind.own();
  if (exporter.takesLeftOvers === false) return { own };
  const { cursors } = pathsOf(directory);
  const key = { destination: exporter.name, protocol: exporter.protocol };
  exporter.tellCosts?.((cost) => keepCost(cursors, key, cost));
  const leftOvers = new LeftOvers({
    find: () =>
      behind
        .list({ alsoNotMeant: false })
        .filter(({ obstacle }) => obstacle === undefined)
        .map(({ id }) => id),
    claim: (writer) => behind.claim(writer),
  });
  return { own, leftOvers, onFailure: (reason) => noteFailure(cursors, key, redactText(reason)) };
}

/** Keeps the spool within its bounds. Returns what a destination never got. */
export function pruneDirectory(directory: string): Lost[] {
  const { cursors } = pathsOf(directory);
  const acknowledged = listCursors(cursors);
  const { lost, writers } = pruneSpool(directory, { acknowledged });
  for (const { destinations, bytes } of lost) {
    for (const key of destinations) addToTotals(cursors, key, { lostBytes: bytes });
  }
  const gone = new Set(writers);
  for (const cursor of acknowledged) {
    const { sentRecords, withheldSessions, refused } = cursor;
    if (!gone.has(cursor.writer)) continue;
    addToTotals(cursors, cursor, { sentRecords, withheldSessions, refused });
  }
  removeCursors(cursors, writers);
  return lost;
}
