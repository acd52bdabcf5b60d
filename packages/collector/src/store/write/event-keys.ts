import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { keyOfEventId } from '../event-id-key.ts';
import { KeyTable } from './key-table.ts';

/** Merged with a commit, however small that is. */
const leastPerCommit = 500;

/**
 * Finds the rows of events by their ids. Ids that are hashes stand anywhere in an index: to add a thousand changes a thousand
 * pages. So new ones are kept in memory, and later merged in the order of the index, a part with each commit. What is not merged
 * can be told by the mark `keyed` in `meta`: rows behind it.
 */
export class EventKeys {
  #recent = new KeyTable();
  #merging: { all: KeyTable; sorted: Float64Array; next: number } | undefined;
  readonly #mergeAt: number;
  #lastRow = 0;
  #mergingUpTo = 0;
  readonly #idOf: StatementSync;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #remove: StatementSync;
  readonly #mark: StatementSync;

  /** @param mergeAt how many are kept in memory until they are merged */
  constructor(db: DatabaseSync, mergeAt = 50_000) {
    this.#mergeAt = mergeAt;
    this.#idOf = db.prepare('SELECT id FROM event WHERE row = ?');
    this.#find = db.prepare('SELECT event FROM event_key WHERE key = ?');
    this.#insert = db.prepare('INSERT OR IGNORE INTO event_key (key, event) VALUES (?, ?)');
    this.#remove = db.prepare('DELETE FROM event_key WHERE key = ? AND event = ?');
    this.#mark = db.prepare("UPDATE meta SET value = ? WHERE key = 'keyed'");
    const { value } = db.prepare("SELECT value FROM meta WHERE key = 'keyed'").get() as {
      value: number;
    };
    for (const { row, id } of db
      .prepare('SELECT row, id FROM event WHERE row > ?')
      .iterate(value) as Iterable<{ row: number; id: string }>) {
      this.add(keyOfEventId(id), row);
    }
  }

  /** Row of an event that is in the table `event`. */
  find(id: string, key: number): number | undefined {
    const inMemory =
      this.#withId(id, this.#recent.rowsOf(key)) ??
      (this.#merging && this.#withId(id, this.#merging.all.rowsOf(key)));
    if (inMemory !== undefined) return inMemory;
    const merged = this.#find.get(key) as { event: number } | undefined;
    if (!merged) return undefined;
    if (this.#hasId(merged.event, id)) return merged.event;
    const others = this.#find.all(key).map(({ event }) => event as number);
    return this.#withId(id, others);
  }

  add(key: number, row: number): void {
    this.#recent.add(key, row);
    if (row > this.#lastRow) this.#lastRow = row;
  }

  remove(key: number, row: number): void {
    this.#recent.remove(key, row);
    this.#merging?.all.remove(key, row);
    this.#remove.run(key, row);
  }

  /** Brings a part of what is in memory into the table; within a transaction. `added`: new events since the last call. */
  merge(added: number): void {
    if (!this.#merging) {
      if (this.#recent.size < this.#mergeAt) return;
      this.#merging = { all: this.#recent, sorted: this.#recent.sortedKeys(), next: 0 };
      this.#mergingUpTo = this.#lastRow;
      this.#recent = new KeyTable();
    }
    const { all, sorted } = this.#merging;
    const end = Math.min(sorted.length, this.#merging.next + Math.max(leastPerCommit, 2 * added));
    for (let index = this.#merging.next; index < end; index++) {
      const key = sorted[index] as number;
      for (const row of all.rowsOf(key)) this.#insert.run(key, row);
    }
    this.#merging.next = end;
    if (end < sorted.length) return;
    this.#mark.run(this.#mergingUpTo);
    this.#merging = undefined;
  }

  #withId(id: string, rows: readonly number[]): number | undefined {
    return rows.find((row) => this.#hasId(row, id));
  }

  #hasId(row: number, id: string): boolean {
    return (this.#idOf.get(row) as { id: string } | undefined)?.id === id;
  }
}
