import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { keyOfEventId } from '../store/event-id-key.ts';

/** Finds the rows of events by their ids, for a reader: see `EventKeys`, which writes what this reads. */
export class EventLookup {
  /** Rows that are not in the table of keys yet. */
  #recent = new Map<string, number>();
  #readUpTo = 0;
  #keyedUpTo = -1;
  readonly #find: StatementSync;
  readonly #idOf: StatementSync;
  readonly #mark: StatementSync;
  readonly #behind: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT event FROM event_key WHERE key = ?');
    this.#idOf = db.prepare('SELECT id FROM event WHERE row = ?');
    this.#mark = db.prepare("SELECT value FROM meta WHERE key = 'keyed'");
    this.#behind = db.prepare('SELECT row, id FROM event WHERE row > ?');
  }

  rowOf(id: string): number | undefined {
    for (const { event } of this.#find.all(keyOfEventId(id))) {
      if (this.#hasId(event as number, id)) return event as number;
    }
    this.#readOn();
    const row = this.#recent.get(id);
    // It may have been pruned since.
    return row !== undefined && this.#hasId(row, id) ? row : undefined;
  }

  #hasId(row: number, id: string): boolean {
    return (this.#idOf.get(row) as { id: string } | undefined)?.id === id;
  }

  #readOn(): void {
    const { value: keyed } = this.#mark.get() as { value: number };
    if (keyed !== this.#keyedUpTo) {
      this.#recent = new Map();
      this.#readUpTo = keyed;
      this.#keyedUpTo = keyed;
    }
    for (const { row, id } of this.#behind.iterate(this.#readUpTo)) {
      this.#recent.set(id as string, row as number);
      this.#readUpTo = row as number;
    }
  }
}
