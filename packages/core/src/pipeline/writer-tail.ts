import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { AgentOpsRecord } from '../events/record.ts';
import { pathsOf } from './data-directory.ts';
import { segmentIndexes, segmentPath } from './segments.ts';

interface Position {
  segment: number;
  offset: number;
}

interface Excerpt {
  records: AgentOpsRecord[];
  position: Position;
  /** The bound was met: there is more now. */
  full: boolean;
  /** Some of them may name a text in a file of its own. */
  mayNameBlobs: boolean;
}

export interface ReadOptions {
  /** What is behind this is not read. */
  until?: Position | undefined;
  /** Nobody writes on: a last line without an end is passed over. @default false */
  finished?: boolean;
  /** @default 1 MiB; a record that is longer comes alone */
  maxBytes?: number;
  /** @default 1,000 */
  maxRecords?: number;
}

/** What is left of the bounds, and what was seen meanwhile. */
interface Limits {
  bytes: number;
  records: number;
  mayNameBlobs: boolean;
}

const blockBytes = 1024 * 1024;
/** Of a record. Few records need no large block. */
const usualBytes = 4096;
/** Longer lines are not ours: a record's texts are bounded. */
const maxLineBytes = 256 * 1024 * 1024;
const newline = 10;
const blobMark = '"agentops:blob:';
const blob = /"agentops:blob:[0-9a-f]{64}:(\d+):/g;

/** Reads what one writer wrote, a bounded piece at a time. It stops at a last line that has no end yet. */
export class WriterTail {
  readonly #folder: string;
  readonly #writer: string;

  constructor(directory: string, writer: string) {
    this.#folder = pathsOf(directory).spool;
    this.#writer = writer;
  }

  /** @throws the file system's error */
  read(from: Position, options: ReadOptions = {}): Excerpt {
    const { finished = false, maxBytes = blockBytes, maxRecords = 1000, until } = options;
    const left: Limits = { bytes: maxBytes, records: maxRecords, mayNameBlobs: false };
    const records: AgentOpsRecord[] = [];
    const excerpt = (position: Position, full: boolean): Excerpt => {
      return { records, position, full, mayNameBlobs: left.mayNameBlobs };
    };
    let { segment, offset } = from;
    for (;;) {
      if (until && segment > until.segment) return excerpt(until, false);
      const end = segment === until?.segment ? until.offset : Number.POSITIVE_INFINITY;
      // Asked before the file is read: with a next segment there, nothing is added to this one any more.
      const next = this.#next(segment, finished);
      const piece = readPiece(this.#path(segment), offset, end, left, records);
      offset = piece.offset;
      if (piece.full) return excerpt({ segment, offset }, true);
      if (next === undefined) {
        if (finished) offset = Math.max(offset, piece.size);
        return excerpt({ segment, offset }, false);
      }
      segment = next;
      offset = 0;
    }
  }

  /** The segment after this one. Where this one is gone, the ones behind it may be so too. */
  #next(segment: number, finished: boolean): number | undefined {
    if (existsSync(this.#path(segment + 1))) return segment + 1;
    if (!finished && existsSync(this.#path(segment))) return undefined;
    return segmentIndexes(this.#folder, this.#writer).find((index) => index > segment);
  }

  #path(segment: number): string {
    return segmentPath(this.#folder, this.#writer, segment);
  }
}

interface Piece {
  /** Behind the last line that was taken. */
  offset: number;
  size: number;
  full: boolean;
}

/** Adds the whole lines behind `offset` to `records`, as many as are allowed. */
function readPiece(
  path: string,
  offset: number,
  end: number,
  left: Limits,
  records: AgentOpsRecord[],
): Piece {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    // Retention took it away, or its writer is yet to make it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { offset, size: 0, full: false };
    throw error;
  }
  try {
    const size = Math.min(fstatSync(fd).size, end);
    let at = offset;
    const first = Math.min(blockBytes, Math.max(left.records, 16) * usualBytes);
    let length = first;
    while (at < size) {
      if (left.records <= 0 || left.bytes <= 0) return { offset: at, size, full: true };
      const block = readBlock(fd, at, Math.min(length, size - at));
      const taken = takeLines(block, left, records);
      at += taken.bytes;
      if (taken.full) return { offset: at, size, full: true };
      // A line that is longer than the block, or that has no end.
      if (taken.bytes === 0) {
        if (block.length >= size - at || length >= maxLineBytes) break;
        length *= 4;
      } else length = first;
    }
    return { offset: at, size, full: false };
  } finally {
    closeSync(fd);
  }
}

function readBlock(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, buffer, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function takeLines(
  block: Buffer,
  left: Limits,
  records: AgentOpsRecord[],
): { bytes: number; full: boolean } {
  const mayNameBlobs = block.includes(blobMark);
  let start = 0;
  for (;;) {
    const end = block.indexOf(newline, start);
    if (end < 0) return { bytes: start, full: false };
    const line = block.toString('utf8', start, end);
    const bytes = end + 1 - start + (mayNameBlobs ? blobBytes(line) : 0);
    if (records.length > 0 && (left.records <= 0 || left.bytes < bytes)) {
      return { bytes: start, full: true };
    }
    const record = parse(line);
    if (record) {
      records.push(record);
      left.records--;
      left.bytes -= bytes;
      left.mayNameBlobs ||= mayNameBlobs;
    }
    start = end + 1;
  }
}

/** Texts in files of their own go with the record to its destination. */
function blobBytes(line: string): number {
  let bytes = 0;
  for (const [, size] of line.matchAll(blob)) bytes += Number(size);
  return bytes;
}

function parse(line: string): AgentOpsRecord | undefined {
  try {
    const record = JSON.parse(line);
    return typeof record?.writer === 'string' && typeof record.seq === 'number'
      ? record
      : undefined;
  } catch {
    return undefined;
  }
}
