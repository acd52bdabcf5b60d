import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Diagnostic, pathsOf, resolveBlobs } from '@agentops/core';
import type { Store } from '@agentops/store';
import type { Taken } from '../taken.ts';
import { readLines } from './read-lines.ts';
import { type UnreadableFile, UnreadableFiles } from './unreadable-files.ts';

export interface SpoolReceiverOptions {
  /** The data directory whose spool is read. */
  directory: string;
  store: Store;
  report: (diagnostic: Diagnostic) => void;
  /** Told of what the store has acknowledged. */
  onTaken?: (taken: Taken) => void;
  /** Milliseconds between two looks. @default 200 */
  pollMs?: number;
  /** Longer lines are not ours, as a record's texts are bounded: they are left out. @default 256 MiB */
  maxLineBytes?: number;
}

export interface SpoolProgress {
  readBytes: number;
  totalBytes: number;
  records: number;
}

export interface SpoolState {
  files: number;
  /** Records that were new to the store, since this receiver began. */
  records: number;
  /** Written to the spool and not yet in the store. Of a dead writer's torn last line they remain. */
  unreadBytes: number;
  rejectedLines: number;
  /** Files of which nothing more is taken in until they can be read. */
  unreadable: UnreadableFile[];
  /** Why the last look ended before all was taken in: the store took nothing. Null where it did. */
  failure: string | null;
}

const pieceBytes = 4 * 1024 * 1024;
const longestPauseMs = 30_000;

/**
 * Takes what processes of this machine spool into the store: what is there, also of processes that are gone, and then what
 * comes. How far each file was read is kept in the same commit as its records. Files are never changed.
 */
export class SpoolReceiver {
  readonly #folder: string;
  readonly #blobs: string;
  readonly #store: Store;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #onTaken: (taken: Taken) => void;
  readonly #pollMs: number;
  readonly #maxLineBytes: number;
  readonly #unreadable: UnreadableFiles;
  /** File name → offset of the first byte that is not in the store. */
  readonly #offsets = new Map<string, number>();
  #records = 0;
  #rejected = 0;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failures = 0;
  #failure: string | null = null;

  constructor(options: SpoolReceiverOptions) {
    const { directory, store, report, onTaken = () => {}, pollMs = 200 } = options;
    this.#folder = pathsOf(directory).spool;
    this.#blobs = pathsOf(directory).blobs;
    this.#store = store;
    this.#report = report;
    this.#onTaken = onTaken;
    this.#pollMs = pollMs;
    this.#maxLineBytes = options.maxLineBytes ?? 256 * 1024 * 1024;
    this.#unreadable = new UnreadableFiles(report);
  }

  /**
   * Takes in all that is there now. A file that can't be read is reported, and passed over.
   * @throws StoreWriteError
   */
  async catchUp(onProgress?: (progress: SpoolProgress) => void): Promise<void> {
    const files = await this.#files();
    let readBytes = 0;
    const totalBytes = files.reduce((sum, { size, offset }) => sum + size - offset, 0);
    for (const { name, offset, size } of files) {
      let at = offset;
      while (at < size && !this.#closed) {
        const next = await this.#takePiece(name, at);
        if (next === at) break;
        readBytes += next - at;
        at = next;
        onProgress?.({ readBytes, totalBytes, records: this.#records });
      }
    }
  }

  /** Goes on taking in what comes, until `close`. */
  follow(): void {
    if (this.#closed) return;
    const start = performance.now();
    const before = this.#records;
    this.#running = this.#look().then(() => {
      if (this.#closed) return;
      // Where something came, more came meanwhile. Else it breathes in proportion to how long a look in vain takes, and longer while
      // the store takes nothing.
      const isBusy = this.#records > before;
      const pause = isBusy ? this.#pollMs : Math.max(this.#pollMs, 3 * (performance.now() - start));
      this.#timer = setTimeout(
        () => this.follow(),
        Math.min(pause * 2 ** this.#failures, longestPauseMs),
      );
    });
  }

  state(): SpoolState {
    const sizes = this.#names().map((name) => ({
      size: this.#sizeOf(name),
      offset: this.#offsets.get(name) ?? 0,
    }));
    return {
      files: sizes.length,
      records: this.#records,
      unreadBytes: sizes.reduce((sum, { size, offset }) => sum + Math.max(0, size - offset), 0),
      rejectedLines: this.#rejected,
      unreadable: this.#unreadable.list,
      failure: this.#failure,
    };
  }

  /** Takes in what is there, and stops. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    clearTimeout(this.#timer);
    if (!this.#closed) await this.#look();
    this.#closed = true;
  }

  async #look(): Promise<void> {
    try {
      await this.catchUp();
      this.#failures = 0;
      this.#failure = null;
    } catch (error) {
      this.#failures = Math.min(this.#failures + 1, 8);
      this.#failure = (error as Error).message;
      this.#report({
        level: 'error',
        code: 'spool-unread',
        message: `What is in ${this.#folder} could not be taken in: ${this.#failure} It stays there, and is tried again.`,
      });
    }
  }

  async #files(): Promise<{ name: string; offset: number; size: number }[]> {
    const files = [];
    for (const name of this.#names()) {
      let offset = this.#offsets.get(name);
      if (offset === undefined) {
        offset = Number((await this.#store.bookmark(bookmarkOf(name))) ?? 0);
        this.#offsets.set(name, offset);
      }
      const size = this.#sizeOf(name);
      if (size > offset) files.push({ name, offset, size });
    }
    return files;
  }

  /** Returns the offset behind what was taken. */
  async #takePiece(name: string, offset: number): Promise<number> {
    const path = join(this.#folder, name);
    const lines = this.#unreadable.attempt(path, () =>
      readLines(path, offset, pieceBytes, this.#maxLineBytes),
    );
    if (!lines || lines.offset === offset) return offset;
    const appended = await this.#store.append(this.#withBlobs(lines.text), {
      bookmarks: { [bookmarkOf(name)]: String(lines.offset) },
    });
    this.#offsets.set(name, lines.offset);
    const { accepted: records, repeated } = appended;
    const rejected = appended.rejectedLines + (lines.isTooLong ? 1 : 0);
    this.#records += records;
    this.#rejected += rejected;
    this.#onTaken({ records, repeated, rejected });
    if (lines.isTooLong) {
      this.#report({
        level: 'warn',
        code: 'spool-damaged',
        message: `A line of ${name} at byte ${offset} is longer than ${this.#maxLineBytes} bytes, so it is no record. It was left out.`,
      });
    }
    if (appended.rejectedLines > 0) {
      this.#report({
        level: 'warn',
        code: 'spool-damaged',
        message: `${appended.rejectedLines} lines of ${name} are no records: ${appended.rejected[0]?.reason ?? ''}. They were left out.`,
      });
    }
    for (const [version, count] of Object.entries(appended.newer)) {
      this.#report({
        level: 'warn',
        code: 'records-newer',
        message: `${count} records of ${name} have format version ${version}, which this collector does not know. They are kept; update the collector to see them.`,
      });
    }
    return lines.offset;
  }

  /** Texts that stand in files of their own are put back, because the spool's owner may delete them. */
  #withBlobs(text: string): string {
    if (!text.includes('"agentops:blob:')) return text;
    return text
      .split('\n')
      .map((line) => {
        if (!line.includes('"agentops:blob:')) return line;
        try {
          return JSON.stringify(resolveBlobs(JSON.parse(line), this.#blobs));
        } catch {
          return line;
        }
      })
      .join('\n');
  }

  #names(): string[] {
    const names = this.#unreadable.attempt(this.#folder, () => {
      return filesIn(this.#folder)
        .filter((name) => name.endsWith('.ndjson'))
        .sort();
    });
    if (names) this.#unreadable.keep((path) => names.includes(basename(path)));
    return names ?? [];
  }

  #sizeOf(name: string): number {
    const path = join(this.#folder, name);
    try {
      return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    } catch (error) {
      this.#unreadable.add(path, error as Error);
      return 0;
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function bookmarkOf(name: string): string {
  return `spool:${name}`;
}
