import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { EventRecord, FoldedEvent } from '@agentops/core';
import { fingerprintOf, summarise } from '@agentops/store';
import { recordKinds } from '../record-kinds.ts';
import { type FoldedState, stateOfEvent, stateOfSingle } from './event-fold.ts';
import {
  type EventRow,
  identityColumns,
  insertedColumns,
  outcomeColumns,
  rowOf,
  unplacedRow,
} from './event-row.ts';
import { fold, OpenEvents } from './open-events.ts';
import type { Rollups } from './rollups.ts';
import type { Sessions } from './sessions.ts';
import type { Words } from './words.ts';
import type { Writers } from './writers.ts';

/** An event of which something new came. */
export interface Touched {
  row: number;
  id: string;
  /** See `keyOfEventId`. */
  key: number;
  isNew: boolean;
  /** The new ones. They are in the database. */
  records: EventRecord[];
  /** Of their texts. */
  size: number;
}

interface Parts {
  words: Words;
  writers: Writers;
  sessions: Sessions;
  rollups: Rollups;
}

/** The rows of events: what `fold` makes of their records. */
export class Events {
  readonly #parts: Parts;
  readonly #open = new OpenEvents();
  readonly #insert: StatementSync;
  readonly #get: StatementSync;
  readonly #updateIdentity: StatementSync;
  readonly #updateOutcome: StatementSync;
  readonly #records: StatementSync;
  readonly #openOf: StatementSync;

  constructor(db: DatabaseSync, parts: Parts) {
    this.#parts = parts;
    const columns = insertedColumns.map((column) => `"${column}"`);
    this.#insert = db.prepare(
      `INSERT INTO event (row, id, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
    );
    this.#get = db.prepare(`SELECT ${columns.join(', ')} FROM event WHERE row = ?`);
    const update = (names: readonly string[]) =>
      db.prepare(
        `UPDATE event SET ${names.map((name) => `"${name}" = ?`).join(', ')} WHERE row = ?`,
      );
    this.#updateIdentity = update(identityColumns);
    this.#updateOutcome = update(outcomeColumns);
    this.#records = db.prepare('SELECT kind, body FROM record WHERE event = ?');
    this.#openOf = db.prepare('SELECT row, id FROM event WHERE open_writer = ?');
  }

  /** Events that a writer left open. */
  openOf(writer: number): { row: number; id: string }[] {
    return this.#openOf.all(writer) as { row: number; id: string }[];
  }

  /** Folds it anew, and moves the totals by what changed. */
  project(touched: Touched): EventRow {
    const { row, id, isNew } = touched;
    const next = this.#fold(touched);
    if (isNew) {
      this.#insert.run(row, id, ...insertedValues(next));
    } else {
      const before = this.#get.get(row) as unknown as EventRow;
      this.#parts.rollups.move(before, -1);
      if (identityColumns.some((column) => before[column] !== next[column])) {
        this.#updateIdentity.run(...valuesOf(next, identityColumns), row);
      }
      this.#updateOutcome.run(...valuesOf(next, outcomeColumns), row);
    }
    this.#parts.rollups.move(next, 1);
    return next;
  }

  /** It is about to be deleted. */
  forget(row: number): void {
    this.#open.drop(row);
    this.#parts.rollups.move(this.#get.get(row) as unknown as EventRow, -1);
  }

  #fold({ row, isNew, records, size }: Touched): EventRow {
    const first = records[0];
    if (isNew && first && records.length === 1) {
      const single = stateOfSingle(first, (name) => this.#parts.writers.stateOf(name));
      if (single) {
        const isOpen = first.kind !== 'end';
        if (isOpen) this.#open.keep(row, first, size);
        return this.#rowOf(single, isOpen);
      }
    }
    const sizeBefore = this.#open.sizeOf(row);
    let folded: FoldedEvent | undefined;
    let isOpen = records.every(({ kind }) => kind !== 'end');
    let total = size;
    if (isNew) folded = fold(records);
    else {
      // What is kept here has not ended.
      folded = this.#open.take(row, records);
      total += sizeBefore;
      if (!folded) {
        const all = this.#records.all(row);
        isOpen = all.every(({ kind }) => kind !== recordKinds.end);
        folded = fold(all.map(({ body }) => JSON.parse(body as string)));
        total = all.reduce((sum, { body }) => sum + (body as string).length, 0);
      }
    }
    if (isOpen) this.#open.keep(row, folded, total);
    const state = stateOfEvent(folded, (name) => this.#parts.writers.stateOf(name));
    return state ? this.#rowOf(state, isOpen) : unplacedRow;
  }

  #rowOf({ event, latestWriter }: FoldedState, isOpen: boolean): EventRow {
    const { words, writers, sessions } = this.#parts;
    const summary = summarise(event);
    const { message } = event as { message?: unknown };
    return rowOf(
      summary,
      {
        session: sessions.row(summary.sessionId),
        openWriter: isOpen ? writers.id(latestWriter) : null,
        fingerprint:
          summary.type === 'error'
            ? fingerprintOf(summary.errorType ?? '', typeof message === 'string' ? message : '')
            : null,
      },
      words,
    );
  }
}

function valuesOf(row: EventRow, columns: readonly (keyof EventRow)[]): SQLInputValue[] {
  return columns.map((column) => row[column]);
}

/** Without the nulls at the end: SQLite takes what is not given for null. */
function insertedValues(row: EventRow): SQLInputValue[] {
  let end = insertedColumns.length;
  while (end > 0 && row[insertedColumns[end - 1] as keyof EventRow] === null) end--;
  const values: SQLInputValue[] = [];
  for (let index = 0; index < end; index++) {
    values.push(row[insertedColumns[index] as keyof EventRow]);
  }
  return values;
}
