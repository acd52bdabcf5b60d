import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AgentOpsRecord, WriterState } from '@agentops/core';
import { reasonOf, toState, type WriterEnd } from '../writer-end.ts';

/** Of more it forgets those it did not just change. */
const maxKnown = 20_000;

interface WriterRow extends WriterEnd {
  id: number;
  name: string;
  info: string | null;
  info_segment: number;
  last_time: number;
  first_numbered: number | null;
  last_numbered: number | null;
  numbered: number;
}

/** Of one that nothing came of. */
const silent: Omit<WriterRow, 'id' | 'name'> = {
  info: null,
  info_segment: -1,
  last_time: 0,
  last_seq: -1,
  closed: null,
  closed_seq: -1,
  first_numbered: null,
  last_numbered: null,
  numbered: 0,
  gone: null,
};

const columns = Object.keys(silent) as (keyof typeof silent)[];

interface Known {
  row: WriterRow;
  /** What it was when this commit began. */
  before: string | null;
  changed: boolean;
}

/** Who writes, and who can still go on. */
export class Writers {
  readonly #byName = new Map<string, Known>();
  readonly #changed = new Set<Known>();
  readonly #find: StatementSync;
  readonly #write: StatementSync;
  #lastId: number;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT * FROM writer WHERE name = ?');
    this.#write = db.prepare(`
      INSERT INTO writer (id, name, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`);
    this.#lastId = (
      db.prepare('SELECT ifnull(max(id), 0) AS id FROM writer').get() as { id: number }
    ).id;
  }

  /** Makes one where there is none. */
  id(name: string): number {
    return this.#known(name).row.id;
  }

  /** Takes note of a record that is new. */
  add(record: AgentOpsRecord): void {
    const known = this.#known(record.writer);
    this.#change(known);
    const { row } = known;
    const { seq, time } = record;
    // It goes on, whatever was thought of it.
    row.gone = null;
    if (seq > row.last_seq) row.last_seq = seq;
    if (time > row.last_time) row.last_time = time;
    if (!record.unnumbered) {
      row.numbered++;
      if (row.first_numbered === null || seq < row.first_numbered) row.first_numbered = seq;
      if (row.last_numbered === null || seq > row.last_numbered) row.last_numbered = seq;
    }
    if (record.kind === 'writer' && record.info.segment > row.info_segment) {
      row.info_segment = record.info.segment;
      row.info = JSON.stringify(record.info);
    }
    if (record.kind === 'close' && seq > row.closed_seq) {
      row.closed_seq = seq;
      row.closed = String(record.reason ?? '');
    }
  }

  /** It wrote what nobody here can read: it goes on all the same. */
  heard(name: string): void {
    const known = this.#known(name);
    if (known.row.gone === null) return;
    this.#change(known);
    known.row.gone = null;
  }

  /** One that nothing came of is not judged. */
  judge(name: string, state: WriterState): void {
    const known = this.#found(name);
    if (!known) return;
    this.#change(known);
    known.row.gone = state.state === 'gone' ? state.reason : null;
  }

  stateOf(name: string): WriterState {
    const known = this.#found(name);
    return toState(known ? reasonOf(known.row) : null);
  }

  /** Those that, since the commit began, can go on no longer, or can again; or of which it is known better why not. */
  turned(): number[] {
    return [...this.#changed]
      .filter(({ row, before }) => reasonOf(row) !== before)
      .map(({ row }) => row.id);
  }

  flush(): void {
    for (const known of this.#changed) {
      const { row } = known;
      this.#write.run(row.id, row.name, ...columns.map((column) => row[column]));
      known.changed = false;
    }
    this.#changed.clear();
    if (this.#byName.size > maxKnown) this.#byName.clear();
  }

  #known(name: string): Known {
    return this.#found(name) ?? this.#create(name);
  }

  #create(name: string): Known {
    const known = this.#keep({ id: ++this.#lastId, name, ...silent });
    this.#change(known);
    return known;
  }

  #found(name: string): Known | undefined {
    const known = this.#byName.get(name);
    if (known) return known;
    const row = this.#find.get(name);
    return row && this.#keep(row);
  }

  #keep(row: unknown): Known {
    const known = { row: row as WriterRow, before: null, changed: false };
    this.#byName.set(known.row.name, known);
    return known;
  }

  #change(known: Known): void {
    if (known.changed) return;
    known.changed = true;
    known.before = reasonOf(known.row);
    this.#changed.add(known);
  }
}
