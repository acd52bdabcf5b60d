import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathsOf } from './data-directory.ts';
import { namesIn } from './names-in.ts';

/** A line that is no record: torn by a crash, or damaged. */
export interface BadLine {
  file: string;
  /** Byte offset of its first byte. */
  offset: number;
  bytes: number;
  /** It is the last line and has no end: torn, or still being written. */
  unfinished?: true;
}

export interface SpoolBatch {
  records: unknown[];
  badLines: BadLine[];
  /** Files of which nothing more was read, as the file system does not let it: in each batch until it does. */
  unreadable?: { file: string; reason: string }[];
}

export interface SpoolTailOptions {
  /** How far an earlier tail had read, as its `offsets` said. */
  offsets?: Readonly<Record<string, number>>;
}

const chunkBytes = 1024 * 1024;
/** Longer lines are not ours: a record's texts are bounded. */
const maxLineBytes = 256 * 1024 * 1024;
const newline = 10;

/** Reads everything that is in a data directory's spool now, and names what it could not read. */
export function readSpool(directory: string): SpoolBatch {
  const tail = new SpoolTail(directory);
  const { badLines, ...batch } = tail.read();
  return { ...batch, badLines: [...badLines, ...tail.unfinishedLines()] };
}

/**
 * Reads a data directory's spool, again and again: each `read` gives what has come since the one before. It stops at an
 * unfinished last line, because its writer may still be writing it.
 */
export class SpoolTail {
  readonly #folder: string;
  /** File name → offset of the first byte that was not read. */
  readonly #offsets: Map<string, number>;

  constructor(directory: string, options: SpoolTailOptions = {}) {
    this.#folder = pathsOf(directory).spool;
    this.#offsets = new Map(Object.entries(options.offsets ?? {}));
  }

  /** How far every file was read. */
  get offsets(): Record<string, number> {
    return Object.fromEntries(this.#offsets);
  }

  read(): SpoolBatch {
    const batch: SpoolBatch = { records: [], badLines: [] };
    for (const file of this.#files()) {
      try {
        this.#readFile(file, batch);
      } catch (error) {
        batch.unreadable ??= [];
        batch.unreadable.push({ file, reason: (error as Error).message });
      }
    }
    return batch;
  }

  /** Last lines without an end, as of now. Their writers may be writing them, or be gone. */
  unfinishedLines(): BadLine[] {
    return this.#files().flatMap((file) => {
      const offset = this.#offsets.get(file) ?? 0;
      const size = statSync(join(this.#folder, file), { throwIfNoEntry: false })?.size ?? 0;
      return size > offset
        ? [{ file, offset, bytes: size - offset, unfinished: true as const }]
        : [];
    });
  }

  #files(): string[] {
    return namesIn(this.#folder)
      .filter((name) => name.endsWith('.ndjson'))
      .sort();
  }

  #readFile(file: string, batch: SpoolBatch): void {
    const path = join(this.#folder, file);
    let offset = this.#offsets.get(file) ?? 0;
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= offset) return;
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (error) {
      // Retention may have taken it away since it was listed.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    try {
      const { size } = fstatSync(fd);
      let rest = Buffer.alloc(0);
      let position = offset;
      while (position < size && rest.length < maxLineBytes) {
        const buffer = Buffer.alloc(Math.min(chunkBytes, size - position));
        const read = readSync(fd, buffer, 0, buffer.length, position);
        if (read === 0) break;
        position += read;
        const data = Buffer.concat([rest, buffer.subarray(0, read)]);
        const used = takeLines(data, file, offset, batch);
        offset += used;
        rest = data.subarray(used);
      }
    } finally {
      closeSync(fd);
    }
    this.#offsets.set(file, offset);
  }
}

/** Parses the whole lines in `data`; returns how many bytes they are. */
function takeLines(data: Buffer, file: string, offset: number, batch: SpoolBatch): number {
  let start = 0;
  for (;;) {
    const end = data.indexOf(newline, start);
    if (end < 0) return start;
    if (end > start) {
      const record = parse(data.toString('utf8', start, end));
      if (record === undefined) {
        batch.badLines.push({ file, offset: offset + start, bytes: end - start });
      } else batch.records.push(record);
    }
    start = end + 1;
  }
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
