/** What became of the records of a data directory, destination by destination, for people to see. */
import { createId } from './events/id.ts';
import { listCursors, savedAt } from './export/cursor.ts';
import { readTotals } from './export/totals.ts';
import { LeftBehind } from './left-behind.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { writerStateHere } from './pipeline/liveness.ts';
import { listSegments, writerOf } from './pipeline/segments.ts';
import { identifyWriter } from './pipeline/writer-identity.ts';
import { sdkVersion } from './version.ts';

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
  /**
   * Since when something waits that nobody will send: its process is gone, and none that has this destination runs. Epoch
   * milliseconds. Null where nothing does.
   */
  abandonedSince: number | null;
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
  const byDestination = Map.groupBy(listCursors(folder), ({ destination }) => destination);
  return [...byDestination.keys()].sort().map((destination) => {
    const cursors = byDestination.get(destination) ?? [];
    const pending = pendingFor(directory, destination);
    const left = pending.filter(({ obstacle }) => obstacle?.running !== true);
    const isAbandoned = left.length > 0 && !cursors.some(({ writer }) => runs(writer));
    const state: DestinationState = {
      destination,
      ...readTotals(folder, destination),
      pendingBytes: pending.reduce((sum, { bytes }) => sum + bytes, 0),
      pendingWriters: pending.length,
      abandonedSince: isAbandoned ? Math.min(...left.map(({ lastTime }) => lastTime)) : null,
      lastSentTime: null,
    };
    let refusalTime = Number.NEGATIVE_INFINITY;
    for (const cursor of cursors) {
      const time = savedAt(folder, cursor);
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

/** Of running processes too, and of their children that were not configured themselves. Nothing is claimed, and nothing sent. */
function pendingFor(directory: string, destination: string) {
  const behind = new LeftBehind({
    directory,
    destination,
    captureContent: true,
    recalls: false,
    keepsCursor: false,
    maxRecords: 0,
    claimant: { id: createId(), info: { ...identifyWriter(), sdkVersion, segment: 0 } },
    onError: () => {},
  });
  return behind.list({ alsoNotMeant: false });
}
