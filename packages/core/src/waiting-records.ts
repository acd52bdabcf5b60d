/** What waits for a destination, and whether it was tried. */
import { createId } from './events/id.ts';
import { type Cursor, type DestinationKey, savedAt } from './export/cursor.ts';
import { readFailure } from './export/last-failure.ts';
import { type Position, spoolStart } from './export/source.ts';
import { type Behind, LeftBehind } from './left-behind.ts';
import { identifyWriter } from './pipeline/writer-identity.ts';
import { WriterTail } from './pipeline/writer-tail.ts';
import { sdkVersion } from './version.ts';

export interface DestinationFailure {
  /** What the last try said. */
  reason: string;
  /** When that was, in epoch milliseconds. */
  time: number;
  /** When the oldest of what waits was recorded, in epoch milliseconds. */
  waitingSince: number;
}

export interface Pending extends Behind {
  /** When the first of what waits was recorded. */
  since: number;
  /** Undefined where the destination has nothing of this writer. */
  cursor: Cursor | undefined;
}

/** Of running processes too, and of their children that were not configured themselves. Nothing is claimed, and nothing sent. */
export function pendingFor(
  directory: string,
  key: DestinationKey,
  cursors: readonly Cursor[],
): Pending[] {
  const behind = new LeftBehind({
    ...key,
    directory,
    captureContent: true,
    recalls: false,
    keepsCursor: false,
    maxRecords: 0,
    claimant: { id: createId(), info: { ...identifyWriter(), sdkVersion, segment: 0 } },
    onError: () => {},
  });
  return behind.list({ alsoNotMeant: false }).flatMap((each) => {
    const cursor = cursors.find(({ writer }) => writer === each.id);
    const { since, onlyCloses } = restOf(directory, each, cursor ?? spoolStart);
    return onlyCloses ? [] : { ...each, since, cursor };
  });
}

/** A process that closes in order has ended its sessions before: these have no news of them. */
const closing: ReadonlySet<string> = new Set(['close', 'heartbeat', 'writer']);
const closingRecords = 100;

function restOf(
  directory: string,
  { id, lastTime, writer }: Behind,
  from: Position,
): { since: number; onlyCloses: boolean } {
  try {
    const tail = new WriterTail(directory, id);
    const maxRecords = writer.isClosed ? closingRecords : 1;
    const { records, full } = tail.read(from, { finished: true, maxRecords });
    const onlyCloses =
      writer.isClosed &&
      records.length > 0 &&
      !full &&
      records.every(({ kind }) => closing.has(kind)) &&
      !(writer.info?.parentWriter && leavesOpen(tail, from));
    return { since: records[0]?.time ?? lastTime, onlyCloses };
  } catch {
    // It was just deleted.
    return { since: lastTime, onlyCloses: false };
  }
}

/** Of a session that another process owns, its close is the end of the events that it left open. */
function leavesOpen(tail: WriterTail, until: Position): boolean {
  const open = new Set<string>();
  for (let at = spoolStart; ; ) {
    const { records, position, full } = tail.read(at, { finished: true, until });
    for (const record of records) {
      if (record.kind === 'start') open.add(record.event.id);
      else if (record.kind === 'end') open.delete(record.event.id);
    }
    if (!full) return open.size > 0;
    at = position;
  }
}

/** A try is known to have been for this writer's records when it failed since these waited, and since its last ones were taken. */
export function failureOf(
  folder: string,
  key: DestinationKey,
  pending: readonly Pending[],
): DestinationFailure | null {
  const last = readFailure(folder, key);
  if (!last) return null;
  const failing = pending.filter(({ since, cursor, obstacle }) => {
    // A child that runs is not sent before it ends.
    if (obstacle?.running && !cursor) return false;
    const taken = cursor && cursor.sentRecords > 0 ? savedAt(folder, cursor) : 0;
    return last.time > Math.max(since, taken);
  });
  if (failing.length === 0) return null;
  return { ...last, waitingSince: Math.min(...failing.map(({ since }) => since)) };
}
