import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, pathsOf, resolveBlobs } from '@agentops/core';
import type { Store } from '@agentops/store';
import { readLines } from './read-lines.ts';

export interface SpoolReceiverOptions {
  /** The data directory whose spool is read. */
  directory: string;
  store: Store;
  report: (diagnostic: Diagnostic) => void;
  /** Milliseconds between two looks. @default 200 */
  pollMs?: number;
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
  readonly #pollMs: number;
  /** File name → offset of the first byte that is not in the store. */
  readonly #offsets = new Map<string, number>();
  #records = 0;
  #rejected = 0;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failures = 0;

  constructor({ directory, store, report, pollMs = 200 }: SpoolReceiverOptions) {
    this.#folder = pathsOf(directory).spool;
    this.#blobs = pathsOf(directory).blobs;
    this.#store = store;
    this.#report = report;
    this.#pollMs = pollMs;
  }

  /**
   * Takes in all that is there now.
   * @throws StoreWriteError, or the file system's error
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
    } catch (error) {
      this.#failures = Math.min(this.#failures + 1, 8);
      this.#report({
        level: 'error',
        code: 'spool-unread',
        message: `What is in ${this.#folder} could not be taken in: ${(error as Error).message} It stays there, and is tried again.`,
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
    const lines = readLines(join(this.#folder, name), offset, pieceBytes);
    if (!lines || lines.text === '') return offset;
    const appended = await this.#store.append(this.#withBlobs(lines.text), {
      bookmarks: { [bookmarkOf(name)]: String(lines.offset) },
    });
    this.#offsets.set(name, lines.offset);
    this.#records += appended.accepted;
    this.#rejected += appended.rejectedLines;
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
    try {
      return readdirSync(this.#folder)
        .filter((name) => name.endsWith('.ndjson'))
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #sizeOf(name: string): number {
    return statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
}

function bookmarkOf(name: string): string {
  return `spool:${name}`;
}
