/** What became of the records of a data directory, destination by destination, for people to see. */
import { type Cursor, listCursors, savedAt } from './export/cursor.ts';
import { readTotals } from './export/totals.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { listSegments, type Segment } from './pipeline/segments.ts';

export interface DestinationState {
  /** Its exporter's name. */
  destination: string;
  /** Records that it acknowledged. */
  sentRecords: number;
  /** What it refused for good: spans, events or records, as its exporter counts. */
  refused: number;
  /** Why it refused something last. */
  refusal?: string;
  /** In the spool, meant for it, and not acknowledged. */
  pendingBytes: number;
  /** Processes and worker threads that those are of. */
  pendingWriters: number;
  /** Deleted to keep the spool within its bounds, before it had them. */
  lostBytes: number;
  /** When something was acknowledged last, in epoch milliseconds. Null where nothing was. */
  lastSentTime: number | null;
}

/**
 * Of every destination that was configured for something recorded in this directory, by name. Reads files that other processes may be
 * writing, and changes none. Empty where the directory is none.
 */
export function destinationStates(directory: string): DestinationState[] {
  const { cursors: folder } = pathsOf(directory);
  const segments = listSegments(directory);
  const byDestination = Map.groupBy(listCursors(folder), ({ destination }) => destination);
  return [...byDestination.keys()].sort().map((destination) => {
    const totals = readTotals(folder, destination);
    const state: DestinationState = {
      destination,
      ...totals,
      pendingBytes: 0,
      pendingWriters: 0,
      lastSentTime: null,
    };
    let refusalTime = Number.NEGATIVE_INFINITY;
    for (const cursor of byDestination.get(destination) ?? []) {
      const bytes = unacknowledged(segments.get(cursor.writer) ?? [], cursor);
      const time = savedAt(folder, cursor);
      state.pendingBytes += bytes;
      state.pendingWriters += bytes > 0 ? 1 : 0;
      state.sentRecords += cursor.sentRecords;
      state.refused += cursor.refused;
      if (cursor.sentRecords > 0) state.lastSentTime = Math.max(state.lastSentTime ?? 0, time);
      if (cursor.refusal !== undefined && time > refusalTime) {
        state.refusal = cursor.refusal;
        refusalTime = time;
      }
    }
    return state;
  });
}

/** Bytes of a writer's segments that are behind this position. */
export function unacknowledged(
  segments: readonly Segment[],
  { segment, offset }: Pick<Cursor, 'segment' | 'offset'>,
): number {
  let bytes = 0;
  for (const each of segments) {
    if (each.index > segment) bytes += each.bytes;
    else if (each.index === segment) bytes += Math.max(0, each.bytes - offset);
  }
  return bytes;
}
