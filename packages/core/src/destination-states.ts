/** What became of the records of a data directory, destination by destination, for people to see. */
import { type DestinationKey, filePrefixOf, listCursors, savedAt } from './export/cursor.ts';
import { readCosts, type ToldCost } from './export/session-costs.ts';
import { readTotals } from './export/totals.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { writerStateHere } from './pipeline/liveness.ts';
import { listSegments, writerOf } from './pipeline/segments.ts';
import { type DestinationFailure, failureOf, pendingFor } from './waiting-records.ts';

export interface DestinationState {
  /** Its exporter's name. */
  destination: string;
  /** How it is spoken to, where that is possible in several ways. Each is a state of its own. */
  protocol?: string;
  /** Records that it acknowledged. */
  sentRecords: number;
  /** Sessions of those that were not sent, because they are not in its sample and went well. */
  withheldSessions: number;
  /** What it refused for good: spans, events or records, as its exporter counts. */
  refused: number;
  /** Why it refused something last. */
  refusal?: string;
  /** In the spool, meant for it, and not acknowledged; but for the word that a process ended in order, which follows every last flush. */
  pendingBytes: number;
  /** Processes and worker threads that those are of. */
  pendingWriters: number;
  /**
   * Since when something waits that nobody will send: its process is gone, and none that has this destination runs. Epoch
   * milliseconds. Null where nothing does.
   */
  abandonedSince: number | null;
  /** What waits was tried last in vain. Null where nothing waits, or nothing failed since. */
  failure: DestinationFailure | null;
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
  const stateOf = writerStateHere();
  const runs = (writer: string) => {
    const files = segments.get(writer);
    return files !== undefined && stateOf(writerOf(files)).state === 'alive';
  };
  const byKey = Map.groupBy(listCursors(folder), filePrefixOf);
  return [...byKey.keys()].sort().map((prefix) => {
    const cursors = byKey.get(prefix) ?? [];
    const { destination, protocol } = cursors[0] as DestinationKey;
    const key = { destination, protocol };
    const pending = pendingFor(directory, key, cursors);
    const left = pending.filter(({ obstacle }) => obstacle?.running !== true);
    const isAbandoned = left.length > 0 && !cursors.some(({ writer }) => runs(writer));
    const state: DestinationState = {
      destination,
      ...(protocol === undefined ? {} : { protocol }),
      ...readTotals(folder, key),
      pendingBytes: pending.reduce((sum, { bytes }) => sum + bytes, 0),
      pendingWriters: pending.length,
      failure: failureOf(folder, key, pending),
      abandonedSince: isAbandoned ? Math.min(...left.map(({ lastTime }) => lastTime)) : null,
      lastSentTime: null,
    };
    let refusalTime = Number.NEGATIVE_INFINITY;
    for (const cursor of cursors) {
      const time = savedAt(folder, cursor);
      state.sentRecords += cursor.sentRecords;
      state.withheldSessions += cursor.withheldSessions;
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

/** What every destination said that sessions of this directory cost; its latest word on each. Empty where the directory is none. */
export function sessionCosts(directory: string): ToldCost[] {
  return readCosts(pathsOf(directory).cursors);
}
