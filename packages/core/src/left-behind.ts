/** What the writers of a data directory left for one destination. */
import type { FoldedWriter } from './events/fold-writer.ts';
import { type AgentOpsRecord, recordVersion } from './events/record.ts';
import { Claim, type Claimant } from './export/claim.ts';
import { ContentPolicy, policyFor } from './export/content-policy.ts';
import {
  type Cursor,
  type DestinationKey,
  findCursor,
  type KeptPolicy,
  listCursors,
  moveCursor,
  readCursor,
  writeCursor,
} from './export/cursor.ts';
import type { ContentFunction, Exporter, ExporterSettings } from './export/exporter.ts';
import type { LeftOver } from './export/left-overs.ts';
import { type Position, spoolStart, WriterSource } from './export/source.ts';
import { resolveBlobs } from './pipeline/blob-store.ts';
import { sessionWithoutContent, withoutContent } from './pipeline/capture.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { writerStateHere } from './pipeline/liveness.ts';
import { firstRecord, listSegments, type Segment, writerOf } from './pipeline/segments.ts';
import { WriterTail } from './pipeline/writer-tail.ts';

export interface LeftBehindOptions extends DestinationKey {
  directory: string;
  /** Also what was begun in another protocol; it goes on in this one. @default false */
  anyProtocol?: boolean | undefined;
  captureContent: Exporter['captureContent'];
  settings?: ExporterSettings | undefined;
  /** The destination has to know what it had of a writer before, and when nothing more will come. */
  recalls: boolean;
  /** False for a destination that is gone with the process. */
  keepsCursor: boolean;
  /** Of a batch. */
  maxRecords: number;
  claimant: Claimant;
  /** It could not be kept how far the destination has come. */
  onError: (error: unknown) => void;
}

/** A writer with records that the destination has not acknowledged. */
export interface Behind {
  id: string;
  writer: FoldedWriter;
  /** Not acknowledged. */
  bytes: number;
  /** The destination was configured in the writer's process, or in one above it. */
  meant: boolean;
  /** Not this one, but others were. */
  meantElsewhere: boolean;
  /** Epoch milliseconds. */
  lastTime: number;
  /** Why it can't be sent from here now. */
  obstacle?: { reason: string; running: boolean };
}

/** What a process decided for itself, and for those below it. */
type Decided = Pick<Cursor, 'captureContent' | 'protocol' | 'settings' | 'drained'>;

export class LeftBehind {
  readonly #options: LeftBehindOptions;
  /** For writers without a cursor: whose child they are. */
  readonly #parents = new Map<string, string | undefined>();

  constructor(options: LeftBehindOptions) {
    this.#options = options;
  }

  /** Of this process's own writer. The destination's name and policy are on disk before its first record is. */
  own(): WriterSource {
    const { claimant, captureContent, settings } = this.#options;
    const policy = captureContent ?? true;
    const cursor = this.#begin(claimant.id, { captureContent: keptAs(policy), settings });
    this.#save(cursor);
    return this.#source(cursor, policy);
  }

  /** Writers that the destination lacks records of, the oldest first; this process's own is left out. */
  list(options: { alsoNotMeant: boolean }): Behind[] {
    const { directory, destination, claimant, protocol, anyProtocol = false } = this.#options;
    const stateOf = writerStateHere();
    const folder = pathsOf(directory).cursors;
    const cursors = new Map(
      listCursors(folder, destination).map((cursor) => [cursor.writer, cursor]),
    );
    const others = new Map<string, Cursor>();
    for (const cursor of options.alsoNotMeant ? listCursors(folder) : []) {
      if (!cursor.drained) others.set(cursor.writer, cursor);
    }
    const behind: Behind[] = [];
    for (const [id, segments] of listSegments(directory)) {
      if (id === claimant.id) continue;
      const cursor = cursors.get(id);
      const bytes = unacknowledged(segments, cursor ?? spoolStart);
      const isUntold = this.#options.recalls && cursor !== undefined && !cursor.ended;
      if (bytes === 0 && !isUntold) continue;
      const decided = this.#decidedFor(id, segments, cursors);
      const meant = decided !== undefined;
      if (meant ? !anyProtocol && decided.protocol !== protocol : !options.alsoNotMeant) continue;
      const meantElsewhere = !meant && this.#decidedFor(id, segments, others) !== undefined;
      const writer = writerOf(segments);
      const obstacle = obstacleOf(writer, segments, stateOf);
      if (bytes === 0 && obstacle) continue;
      const { lastTime } = writer;
      const found = { id, writer, bytes, meant, meantElsewhere, lastTime };
      behind.push({ ...found, ...(obstacle ? { obstacle } : {}) });
    }
    return behind.sort((a, b) => a.lastTime - b.lastTime);
  }

  /** Bytes of this writer that the destination has not acknowledged. */
  remaining(id: string): number {
    const { directory, destination, protocol } = this.#options;
    const segments = listSegments(directory).get(id) ?? [];
    const key = { destination, protocol, writer: id };
    return unacknowledged(segments, readCursor(pathsOf(directory).cursors, key) ?? spoolStart);
  }

  /** Undefined where another process sends it. @throws the file system's error where the protocol can't be changed */
  claim(id: string): LeftOver | undefined {
    const { directory, destination, protocol, claimant, captureContent, settings } = this.#options;
    const folder = pathsOf(directory).cursors;
    const stateOf = writerStateHere();
    const claim = Claim.take({
      folder,
      destination,
      writer: id,
      claimant,
      isGone: (other, lastHeard) => {
        if (!other) return Date.now() - lastHeard > 60_000;
        const segments = listSegments(directory).get(other.id) ?? [];
        const writer = writerOf(segments);
        writer.info ??= other.info;
        writer.lastTime = Math.max(writer.lastTime, lastHeard);
        return stateOf(writer).state === 'gone';
      },
    });
    if (!claim) return undefined;
    const segments = listSegments(directory).get(id) ?? [];
    const cursorOf = (writer: string) => findCursor(folder, destination, writer);
    const known = cursorOf(id);
    const kept = known ?? this.#decidedAbove(id, segments, cursorOf);
    const policy = policyFor(captureContent, kept?.captureContent);
    const cursor = known
      ? moveCursor(folder, known, protocol)
      : this.#begin(id, kept ?? { captureContent: keptAs(policy), settings, drained: true });
    const state = stateOf(writerOf(segments));
    const reason = state.state === 'gone' ? state.reason : 'its process is gone';
    const source = this.#source(cursor, policy, { reason, onSave: () => claim.touch() });
    return { writer: id, next: () => source.next(), close: () => claim.release() };
  }

  /** `leftOver`: its writer is gone, for this reason. */
  #source(
    cursor: Cursor,
    captureContent: boolean | ContentFunction,
    leftOver?: { reason: string; onSave: () => void },
  ): WriterSource {
    const { directory, recalls, maxRecords } = this.#options;
    const { writer } = cursor;
    const tail = new WriterTail(directory, writer);
    const policy = new ContentPolicy(captureContent, {
      event: withoutContent,
      session: sessionWithoutContent,
    });
    const isBegun = cursor.segment > 0 || cursor.offset > 0;
    if (!recalls && policy.needsStarts && cursor.offset > 0) seeStarts(tail, cursor, policy);
    const { blobs } = pathsOf(directory);
    let at = cursor;
    let mayNameBlobs = false;
    return new WriterSource({
      start: recalls && isBegun ? spoolStart : cursor,
      seenUntil: recalls && isBegun ? cursor : undefined,
      settings: recalls && leftOver ? cursor.settings : undefined,
      gone: recalls && leftOver ? { writer, reason: leftOver.reason } : undefined,
      read: (from, until) => {
        const finished = leftOver !== undefined;
        // What is recalled is not sent.
        const excerpt = tail.read(from, until ? { finished, until } : { finished, maxRecords });
        mayNameBlobs = excerpt.mayNameBlobs;
        return excerpt;
      },
      permit: (record) => {
        const permitted = policy.permit(record);
        return mayNameBlobs ? withBlobs(permitted, blobs) : permitted;
      },
      save: ({ segment, offset }, { records, outcome = {}, ended }) => {
        at = {
          ...at,
          segment,
          offset,
          ended,
          sentRecords: at.sentRecords + records,
          withheldSessions: at.withheldSessions + (outcome.withheldSessions ?? 0),
          refused: at.refused + (outcome.refused ?? 0),
          refusal: outcome.reason ?? at.refusal,
        };
        this.#save(at);
        leftOver?.onSave();
      },
    });
  }

  /** Of a writer that the destination has nothing of. */
  #begin(
    writer: string,
    { captureContent, settings, drained }: Pick<Cursor, 'captureContent' | 'settings' | 'drained'>,
  ): Cursor {
    const { destination, protocol } = this.#options;
    const none = { sentRecords: 0, withheldSessions: 0, refused: 0, ended: false };
    const decided = { captureContent, settings, drained };
    return { destination, protocol, writer, ...decided, ...spoolStart, ...none };
  }

  #save(cursor: Cursor): void {
    const { directory, onError, keepsCursor } = this.#options;
    if (!keepsCursor) return;
    try {
      writeCursor(pathsOf(directory).cursors, cursor);
    } catch (error) {
      onError(error);
    }
  }

  #decidedFor(
    id: string,
    segments: readonly Segment[],
    cursors: ReadonlyMap<string, Cursor>,
  ): Decided | undefined {
    return cursors.get(id) ?? this.#decidedAbove(id, segments, (writer) => cursors.get(writer));
  }

  /** A child process or a worker thread that was not configured itself goes where its parent does. */
  #decidedAbove(
    id: string,
    segments: readonly Segment[],
    cursorOf: (writer: string) => Cursor | undefined,
  ): Decided | undefined {
    const { directory, claimant, captureContent, protocol, settings } = this.#options;
    const seen = new Set([id]);
    let parent = this.#parentOf(id, segments);
    while (parent !== undefined && !seen.has(parent)) {
      seen.add(parent);
      if (parent === claimant.id) {
        return { captureContent: keptAs(captureContent ?? true), protocol, settings };
      }
      const cursor = cursorOf(parent);
      if (cursor) return cursor;
      parent = this.#parentOf(parent, listSegments(directory).get(parent) ?? []);
    }
    return undefined;
  }

  #parentOf(id: string, segments: readonly Segment[]): string | undefined {
    if (this.#parents.has(id)) return this.#parents.get(id);
    const { info } = writerOf(segments);
    if (info) this.#parents.set(id, info.parentWriter);
    return info?.parentWriter;
  }
}

function keptAs(policy: boolean | ContentFunction): KeptPolicy {
  return typeof policy === 'function' ? 'function' : policy;
}

function obstacleOf(
  writer: FoldedWriter,
  segments: readonly Segment[],
  stateOf: ReturnType<typeof writerStateHere>,
): Behind['obstacle'] {
  const version = Math.max(...segments.map(({ path }) => firstRecord(path)?.v ?? 0));
  if (version > recordVersion) {
    const reason = `it was written by a newer version of AgentOps (format ${version}, this one knows ${recordVersion}): update`;
    return { reason, running: false };
  }
  if (stateOf(writer).state === 'gone') return undefined;
  return { reason: `process ${writer.info?.pid ?? 'unknown'} still runs`, running: true };
}

/** Starts of events whose rest is yet to be sent. */
function seeStarts(tail: WriterTail, until: Position, policy: ContentPolicy): void {
  let at: Position = { segment: until.segment, offset: 0 };
  for (;;) {
    const { records, position, full } = tail.read(at, { finished: true });
    for (const record of records) policy.permit(record);
    const isPast = position.segment > until.segment || position.offset >= until.offset;
    if (!full || isPast) return;
    at = position;
  }
}

/** Where it goes there are no blobs. */
function withBlobs(record: AgentOpsRecord, folder: string): AgentOpsRecord {
  return namesBlob(record) ? resolveBlobs(record, folder) : record;
}

function namesBlob(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('agentops:blob:');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(namesBlob);
}

/** Bytes of a writer's segments that are behind this position. */
function unacknowledged(
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
