import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { AgentOpsRecord, WriterState } from '@agentops/core';
import { StoreOpenError, StoreWriteError } from '../errors.ts';
import { readRecords } from '../projection/read-records.ts';
import type { StoreReader } from '../reader.ts';
import type {
  Appended,
  AppendOptions,
  Integrity,
  Pruned,
  Retention,
  Store,
  StoreChange,
} from '../store.ts';
import type { Kept } from './kept.ts';
import { MemoryReader } from './memory-reader.ts';
import { pruneSessions } from './prune.ts';
import { sessionIdOf } from './session-records.ts';
import { VisibleRecords } from './visible-records.ts';

export interface MemoryStoreOptions {
  /** `false`: readers see more only after `project()`. For tests of those who use a store. @default true */
  projectAutomatically?: boolean;
  /** A file that `backup` wrote: the store begins with what is in it. */
  from?: string;
}

/**
 * A store that is gone with its process. It looks through everything for each answer, so that it is right in an obvious way: for
 * tests, demos, and as what other drivers are compared with.
 *
 * @throws StoreOpenError where `from` can't be read
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options);
}

/** The first line of a backup; the records are below. */
interface BackupHead {
  bookmarks: Record<string, string>;
  verdicts: [string, WriterState][];
  /** What is still known of records that were deleted. */
  removed: AgentOpsRecord[];
}

class MemoryStore implements Store {
  readonly reader: StoreReader;
  readonly #visible = new VisibleRecords();
  readonly #keys = new Set<string>();
  readonly #bookmarks = new Map<string, string>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #automatic: boolean;
  #waiting: Kept[] = [];
  #verdicts = new Map<string, WriterState>();
  /** Writers whose verdict changed since the last projection. */
  #judged = new Set<string>();
  #timer: NodeJS.Immediate | undefined;
  #closed = false;

  constructor({ projectAutomatically = true, from }: MemoryStoreOptions) {
    this.#automatic = projectAutomatically;
    this.reader = new MemoryReader({
      visible: this.#visible,
      waiting: () => this.#waiting.length,
      verdicts: () => this.#verdicts,
    });
    if (from !== undefined) this.#restore(from);
  }

  async append(ndjson: string, { bookmarks = {} }: AppendOptions = {}): Promise<Appended> {
    if (this.#closed) throw new StoreWriteError('The store is closed: open it again.');
    const result: Appended = {
      accepted: 0,
      repeated: 0,
      rejected: [],
      rejectedLines: 0,
      newer: {},
    };
    for (const read of readRecords(ndjson)) {
      if (read.kind === 'rejected') {
        result.rejectedLines++;
        if (result.rejected.length < 100) {
          result.rejected.push({ line: read.line, reason: read.reason });
        }
        continue;
      }
      const { writer, seq } = read.kind === 'newer' ? read : read.record;
      const key = `${writer}:${seq}`;
      if (this.#keys.has(key)) {
        result.repeated++;
        continue;
      }
      this.#keys.add(key);
      const { text } = read;
      this.#waiting.push(
        read.kind === 'newer' ? { key, writer, text } : { key, writer, text, record: read.record },
      );
      result.accepted++;
      if (read.kind === 'newer') result.newer[read.version] = (result.newer[read.version] ?? 0) + 1;
      if (this.#verdicts.delete(writer)) this.#judged.add(writer);
    }
    for (const [name, value] of Object.entries(bookmarks)) {
      if (value === '') this.#bookmarks.delete(name);
      else this.#bookmarks.set(name, value);
    }
    this.#projectSoon();
    return result;
  }

  async project(): Promise<void> {
    this.#project();
  }

  async judge(verdicts: ReadonlyMap<string, WriterState>): Promise<void> {
    for (const [writer, verdict] of verdicts) {
      if (!this.#isKnown(writer)) continue;
      if (verdict.state === 'alive') this.#verdicts.delete(writer);
      else this.#verdicts.set(writer, verdict);
      this.#judged.add(writer);
    }
    this.#projectSoon();
  }

  async bookmark(name: string): Promise<string | undefined> {
    return this.#bookmarks.get(name);
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    const own = (change: StoreChange) => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async prune(bounds: Retention, onProgress?: (done: Pruned) => void): Promise<Pruned> {
    this.#project();
    const pruned = pruneSessions(this.#visible, bounds, Date.now());
    onProgress?.(pruned);
    return pruned;
  }

  async check(): Promise<Integrity> {
    return { ok: true, problems: [] };
  }

  async backup(
    path: string,
    onProgress?: (done: { pages: number; of: number }) => void,
  ): Promise<void> {
    const kept = [...this.#visible.records, ...this.#waiting];
    const head: BackupHead = {
      bookmarks: Object.fromEntries(this.#bookmarks),
      verdicts: [...this.#verdicts],
      removed: [...this.#visible.removed],
    };
    const lines = [JSON.stringify(head), ...kept.map(({ text }) => text)];
    await writeFile(path, lines.join('\n'));
    onProgress?.({ pages: kept.length, of: kept.length });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearImmediate(this.#timer);
  }

  #restore(path: string): void {
    try {
      const text = readFileSync(path, 'utf8');
      const end = text.includes('\n') ? text.indexOf('\n') : text.length;
      const head: BackupHead = JSON.parse(text.slice(0, end));
      for (const { writer, seq } of head.removed) this.#keys.add(`${writer}:${seq}`);
      this.#visible.remember(head.removed);
      this.append(text.slice(end), { bookmarks: head.bookmarks });
      this.judge(new Map(head.verdicts));
      this.#project();
    } catch (cause) {
      throw new StoreOpenError(`${path} is no backup of a memory store.`, { cause });
    }
  }

  #isKnown(writer: string): boolean {
    return (
      this.#waiting.some((kept) => kept.writer === writer) ||
      this.#visible.ledger.writers.some(({ id }) => id === writer)
    );
  }

  #projectSoon(): void {
    if (!this.#automatic || this.#timer !== undefined) return;
    this.#timer = setImmediate(() => this.#project());
  }

  #project(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    const added = this.#waiting;
    const judged = this.#judged;
    if (added.length === 0 && judged.size === 0) return;
    this.#waiting = [];
    this.#judged = new Set();
    this.#visible.add(added, new Map(this.#verdicts));
    if (this.#listeners.size > 0) this.#tell(added, judged);
  }

  /** A writer that closed, or was judged, changes all that it left open. */
  #tell(added: readonly Kept[], judged: ReadonlySet<string>): void {
    const ended = new Set(judged);
    for (const { writer, record } of added) if (record?.kind === 'close') ended.add(writer);
    const changed = [
      ...added,
      ...this.#visible.records.filter(({ writer }) => ended.has(writer)),
    ].flatMap((kept) => sessionIdOf(kept, this.#visible) ?? []);
    const change: StoreChange = { sessionIds: [...new Set(changed)] };
    for (const listener of this.#listeners) listener(change);
  }
}
