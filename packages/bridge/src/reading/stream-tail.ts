import { type FoundLine, LineReader } from './line-reader.ts';
import { segmentsOf } from './stream-files.ts';

export interface StreamPiece {
  lines: StreamLine[];
  /** There is no more now. */
  isAtEnd: boolean;
}

export interface StreamLine extends FoundLine {
  /** The segment's file. */
  path: string;
  /** Its writer went on, or is gone, and it has no end. */
  isTorn?: true;
}

/** Reads the lines of one stream, segment by segment, as they are written. */
export class StreamTail {
  readonly #folder: string;
  readonly #stream: string;
  #segment = -1;
  #path = '';
  #reader: LineReader | undefined;
  /** Of the segments before the one that is read. */
  #bytesBefore = 0;

  constructor(folder: string, stream: string) {
    this.#folder = folder;
    this.#stream = stream;
  }

  /** Bytes that were read. */
  get bytes(): number {
    return this.#bytesBefore + (this.#reader?.position ?? 0);
  }

  /**
   * The next lines, of about `maxBytes`. A last line without an end is left where it is, unless the stream is `finished`: nobody
   * writes on.
   * @throws the file system's error
   */
  next(maxBytes: number, finished: boolean): StreamPiece {
    const lines: StreamLine[] = [];
    if (!this.#reader && !this.#goOn()) return { lines, isAtEnd: true };
    // Asked before it is read: with a next segment there, nothing is added to this one any more.
    const hasNext = this.#next() !== undefined;
    const reader = this.#reader as LineReader;
    const path = this.#path;
    const { lines: found, isAtEnd } = reader.read(maxBytes);
    for (const line of found) lines.push({ ...line, path });
    if (!isAtEnd) return { lines, isAtEnd: false };
    const torn = hasNext || finished ? reader.takeUnfinished() : undefined;
    if (torn) lines.push({ ...torn, path, isTorn: true });
    return { lines, isAtEnd: !(hasNext && this.#goOn()) };
  }

  #next(): { index: number; path: string } | undefined {
    return segmentsOf(this.#folder, this.#stream).find(({ index }) => index > this.#segment);
  }

  #goOn(): boolean {
    const next = this.#next();
    if (!next) return false;
    this.#bytesBefore = this.bytes;
    this.#segment = next.index;
    this.#path = next.path;
    this.#reader = new LineReader(next.path);
    return true;
  }
}
