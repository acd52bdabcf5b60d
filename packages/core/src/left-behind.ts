/** What the writers of a data directory left for one destination. */
import type { FoldedWriter } from './events/fold-writer.ts';
import { type AgentOpsRecord, recordVersion } from './events/record.ts';
import { Claim, type Claimant } from './export/claim.ts';
import { ContentPolicy, policyFor } from './export/content-policy.ts';
import { type Cursor, type KeptPolicy, readCursor, writeCursor } from './export/cursor.ts';
import type { Exporter } from './export/exporter.ts';
import type { LeftOver } from './export/left-overs.ts';
import { type Position, spoolStart, WriterSource } from './export/source.ts';
import { resolveBlobs } from './pipeline/blob-store.ts';
import { sessionWithoutContent, withoutContent } from './pipeline/capture.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { writerStateHere } from './pipeline/liveness.ts';
import { firstRecord, listSegments, type Segment, writerOf } from './pipeline/segments.ts';
import { WriterTail } from './pipeline/writer-tail.ts';

export interface LeftBehindOptions {
  directory: string;
  destination: string;
  captureContent: Exporter['captureContent'];
  /** False for a destination that is gone with the process. */
  keepsCursor: boolean;
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
  /** Epoch milliseconds. */
  lastTime: number;
  /** Why it can't be sent from here now. */
  obstacle?: { reason: string; running: boolean };
}

export class LeftBehind {
  readonly #options: LeftBehindOptions;
  /** For writers without a cursor: whose child they are. */
  readonly #parents = new Map<string, string | undefined>();

  constructor(options: LeftBehindOptions) {
    this.#options = options;
  }

  /** Of this process's own writer. The destination's name and policy are on disk before its first record is. */
  own(): WriterSource {
    const { claimant, captureContent } = this.#options;
    const kept = captureContent ?? true;
    this.#save(claimant.id, spoolStart, typeof kept === 'function' ? 'function' : kept);
    return this.#source(claimant.id, spoolStart, kept, false);
  }

  /** Writers that the destination lacks records of, the oldest first; this process's own is left out. */
  list(options: { alsoNotMeant: boolean }): Behind[] {
    const { directory, claimant } = this.#options;
    const stateOf = writerStateHere();
    const behind: Behind[] = [];
    for (const [id, segments] of listSegments(directory)) {
      if (id === claimant.id) continue;
      const cursor = this.#cursor(id);
      const bytes = unacknowledged(segments, cursor ?? spoolStart);
      if (bytes === 0) continue;
      const meant = cursor !== undefined || this.#keptAbove(id, segments) !== undefined;
      if (!meant && !options.alsoNotMeant) continue;
      const writer = writerOf(segments);
      const obstacle = obstacleOf(writer, segments, stateOf);
      const { lastTime } = writer;
      behind.push({ id, writer, bytes, meant, lastTime, ...(obstacle ? { obstacle } : {}) });
    }
    return behind.sort((a, b) => a.lastTime - b.lastTime);
  }

  /** Bytes of this writer that the destination has not acknowledged. */
  remaining(id: string): number {
    const segments = listSegments(this.#options.directory).get(id) ?? [];
    return unacknowledged(segments, this.#cursor(id) ?? spoolStart);
  }

  /** Undefined where another process sends it. */
  claim(id: string): LeftOver | undefined {
    const { directory, destination, claimant, captureContent } = this.#options;
    const stateOf = writerStateHere();
    const claim = Claim.take({
      folder: pathsOf(directory).cursors,
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
    const cursor = this.#cursor(id);
    const kept =
      cursor?.captureContent ?? this.#keptAbove(id, listSegments(directory).get(id) ?? []);
    const policy = policyFor(captureContent, kept);
    const source = this.#source(id, cursor ?? spoolStart, policy, true, kept, () => claim.touch());
    return { writer: id, next: () => source.next(), close: () => claim.release() };
  }

  #source(
    id: string,
    start: Position,
    captureContent: NonNullable<Exporter['captureContent']>,
    finished: boolean,
    kept?: KeptPolicy,
    onSave?: () => void,
  ): WriterSource {
    const { directory } = this.#options;
    const tail = new WriterTail(directory, id);
    const policy = new ContentPolicy(captureContent, {
      event: withoutContent,
      session: sessionWithoutContent,
    });
    if (policy.needsStarts && start.offset > 0) seeStarts(tail, start, policy);
    const { blobs } = pathsOf(directory);
    const keep = kept ?? (typeof captureContent === 'function' ? 'function' : captureContent);
    return new WriterSource({
      start,
      read: (from) => tail.read(from, { finished }),
      permit: (record) => withBlobs(policy.permit(record), blobs),
      save: (position) => {
        this.#save(id, position, keep);
        onSave?.();
      },
    });
  }

  #save(writer: string, position: Position, captureContent: KeptPolicy): void {
    const { directory, destination, onError, keepsCursor } = this.#options;
    if (!keepsCursor) return;
    const { segment, offset } = position;
    try {
      const cursor = { destination, writer, segment, offset, captureContent };
      writeCursor(pathsOf(directory).cursors, cursor);
    } catch (error) {
      onError(error);
    }
  }

  #cursor(writer: string): Cursor | undefined {
    const { directory, destination } = this.#options;
    return readCursor(pathsOf(directory).cursors, destination, writer);
  }

  /** A child process or a worker thread that was not configured itself goes where its parent does. */
  #keptAbove(id: string, segments: readonly Segment[]): KeptPolicy | undefined {
    const { directory, claimant, captureContent } = this.#options;
    const seen = new Set([id]);
    let parent = this.#parentOf(id, segments);
    while (parent !== undefined && !seen.has(parent)) {
      seen.add(parent);
      if (parent === claimant.id) {
        return typeof captureContent === 'function' ? 'function' : (captureContent ?? true);
      }
      const cursor = this.#cursor(parent);
      if (cursor) return cursor.captureContent;
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

function unacknowledged(segments: readonly Segment[], { segment, offset }: Position): number {
  let bytes = 0;
  for (const each of segments) {
    if (each.index > segment) bytes += each.bytes;
    else if (each.index === segment) bytes += Math.max(0, each.bytes - offset);
  }
  return bytes;
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
