import { chmodSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import type { Diagnostic, WriterState } from '@agentops/core';
import {
  type Appended,
  type AppendOptions,
  type Integrity,
  type Pruned,
  type Retention,
  type Store,
  type StoreChange,
  StoreWriteError,
} from '@agentops/store';
import { SqliteReader } from '../query/sqlite-reader.ts';
import { checkRuntime } from './runtime-check.ts';
import {
  prepareDirectory,
  type StoreFiles,
  type StoreLocation,
  storeFiles,
} from './store-files.ts';
import { WorkerChannel } from './worker-channel.ts';

export type SqliteStoreOptions = StoreLocation & {
  /** Gets what goes wrong and is nobody's call: search that lags because the disk is full, … @default nothing is told */
  onDiagnostic?: (diagnostic: Diagnostic) => void;
  /**
   * Looks for damage each time it is opened, and not only after a crash: before it resolves where the file is no larger than
   * `checkFirstUpToBytes`, else meanwhile, and tells a diagnostic. @default false
   */
  check?: boolean;
  /** A second for about 300 MiB. @default 256 MiB */
  checkFirstUpToBytes?: number;
};

/**
 * Opens the store that is kept in an SQLite database on this machine, and makes it where there is none. It writes in one thread and
 * answers questions in another. Files are for nobody else to read.
 *
 * @throws StoreOpenError where another collector has it, it is damaged or of a newer collector, or can't be written to; or where
 * this Node.js is too old
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  checkRuntime(process.versions);
  const files = storeFiles(options);
  prepareDirectory(files);
  const store = new SqliteStore(files, options.onDiagnostic);
  const { check = false, checkFirstUpToBytes = 256 * 1024 * 1024 } = options;
  await store.open(check, checkFirstUpToBytes);
  return store;
}

class SqliteStore implements Store {
  readonly reader: SqliteReader;
  readonly #files: StoreFiles;
  readonly #onDiagnostic: (diagnostic: Diagnostic) => void;
  readonly #writing: WorkerChannel;
  readonly #reading: WorkerChannel;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #pruning: Promise<unknown> = Promise.resolve();
  #checking: WorkerChannel | undefined;
  #closing: Promise<void> | undefined;

  constructor(files: StoreFiles, onDiagnostic: SqliteStoreOptions['onDiagnostic'] = () => {}) {
    this.#files = files;
    this.#onDiagnostic = onDiagnostic;
    this.#writing = new WorkerChannel(worker('write-worker'), files, (notice, text) => {
      if (notice === 'change') this.#tell({ sessionIds: JSON.parse(text) as string[] });
      else onDiagnostic({ level: 'warn', code: notice, message: JSON.parse(text) as string });
    });
    this.#reading = new WorkerChannel(worker('../query/query-worker'), files, () => {});
    this.reader = new SqliteReader(this.#reading);
  }

  async open(check: boolean, upToBytes: number): Promise<void> {
    try {
      await this.#writing.call('open', String(check ? upToBytes : 0));
      await this.#reading.call('open');
      if (check && statSync(this.#files.database).size > upToBytes) this.#lookForDamage();
    } catch (error) {
      await this.#reading.terminate();
      await this.#writing.terminate();
      throw error;
    }
  }

  async append(ndjson: string, { bookmarks }: AppendOptions = {}): Promise<Appended> {
    this.#checkOpen();
    const options = bookmarks ? { bookmarks } : undefined;
    return JSON.parse(await this.#writing.call('append', ndjson, options)) as Appended;
  }

  async project(): Promise<void> {
    this.#checkOpen();
    await this.#writing.call('project');
  }

  async judge(verdicts: ReadonlyMap<string, WriterState>): Promise<void> {
    this.#checkOpen();
    if (verdicts.size > 0) await this.#writing.call('judge', JSON.stringify([...verdicts]));
  }

  async bookmark(name: string): Promise<string | undefined> {
    this.#checkOpen();
    return (JSON.parse(await this.#writing.call('bookmark', name)) as string | null) ?? undefined;
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    const own = (change: StoreChange) => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async prune(bounds: Retention, onProgress?: (done: Pruned) => void): Promise<Pruned> {
    this.#checkOpen();
    const onMore = onProgress && ((text: string) => onProgress(JSON.parse(text) as Pruned));
    // One after the other: each begins with what is there.
    const pruning = this.#pruning.then(() =>
      this.#writing.call('prune', JSON.stringify(bounds), undefined, onMore),
    );
    this.#pruning = pruning.catch(() => {});
    return JSON.parse(await pruning) as Pruned;
  }

  async check(): Promise<Integrity> {
    this.#checkOpen();
    // In a thread and on a connection of its own: it takes long, and FTS5 calls the index damaged where a connection that searched
    // before looks at what another one wrote since (SQLite 3.53).
    const checking = new WorkerChannel(worker('../query/query-worker'), this.#files, () => {});
    try {
      await checking.call('open');
      return JSON.parse(await checking.call('check')) as Integrity;
    } finally {
      await checking.call('close').catch(() => {});
      await checking.end();
    }
  }

  /** In a thread of its own, as it reads the whole file. */
  async #lookForDamage(): Promise<void> {
    const checking = new WorkerChannel(worker('../query/query-worker'), this.#files, () => {});
    this.#checking = checking;
    try {
      await checking.call('open');
      const problems = JSON.parse(await checking.call('damage')) as string[];
      await checking.call('close');
      if (problems.length === 0) return;
      this.#onDiagnostic({
        level: 'error',
        code: 'store-damaged',
        message: `${this.#files.database} is damaged (${problems.join('; ')}): end the collector, and restore it from a backup, or move it away to begin anew.`,
      });
    } catch {
      // The store was closed meanwhile; what else is wrong with the file, whoever reads it is told.
    }
  }

  async backup(
    path: string,
    onProgress?: (done: { pages: number; of: number }) => void,
  ): Promise<void> {
    this.#checkOpen();
    const onMore = onProgress && ((text: string) => onProgress(JSON.parse(text)));
    await this.#reading.call('backup', path, undefined, onMore);
    chmodSync(path, 0o600);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#checking?.terminate();
    // The last connection to close brings the log into the file, so the one that can write goes last.
    await this.#reading.call('close');
    await this.#reading.end();
    await this.#writing.call('close');
    await this.#writing.end();
  }

  #checkOpen(): void {
    if (this.#closing) throw new StoreWriteError('The store is closed: open it again.');
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** A module next to this one, which is TypeScript in a clone's tests and JavaScript elsewhere. */
function worker(name: string): URL {
  return new URL(
    `${name.startsWith('.') ? '' : './'}${name}${extname(import.meta.url)}`,
    import.meta.url,
  );
}
