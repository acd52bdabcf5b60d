import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AgentOpsRecord, EventRecord, WriterState } from '@agentops/core';
import { type Appended, readRecords } from '@agentops/store';
import { keyOfEventId } from '../event-id-key.ts';
import { recordKindOf, recordKinds } from '../record-kinds.ts';
import { toWriteError } from '../sqlite-errors.ts';
import { EventKeys } from './event-keys.ts';
import { Events, type Touched } from './events.ts';
import { PromptLinks } from './prompt-links.ts';
import { Rollups } from './rollups.ts';
import { Sessions } from './sessions.ts';
import { Words } from './words.ts';
import { Writers } from './writers.ts';

/** Of lines that are no records so many are named. */
const maxNamed = 100;

export interface AppendCall {
  ndjson: string;
  bookmarks: Readonly<Record<string, string>>;
}

export interface Committed {
  appended: Appended[];
  /** Ids of sessions of which more can be seen now. */
  changed: string[];
}

/** What is known in memory of what the database holds. After a failed transaction all of it is read anew. */
class State {
  readonly words: Words;
  readonly writers: Writers;
  readonly sessions: Sessions;
  readonly rollups: Rollups;
  readonly events: Events;
  readonly keys: EventKeys;
  readonly links: PromptLinks;
  /** Of this transaction, by id. */
  readonly touched = new Map<string, Touched>();
  nextRow: number;
  searchedUpTo: number;
  records = 0;

  constructor(db: DatabaseSync) {
    this.words = new Words(db);
    this.writers = new Writers(db);
    this.sessions = new Sessions(db, this.words, this.writers);
    this.rollups = new Rollups(db, this.words, this.sessions);
    this.events = new Events(db, this);
    this.keys = new EventKeys(db);
    this.links = new PromptLinks(db);
    const meta = db.prepare('SELECT value FROM meta WHERE key = ?');
    const told = (key: string) => (meta.get(key) as { value: number }).value;
    // A row is never given to a second event, also where the first was pruned.
    this.nextRow = told('rows') + 1;
    this.searchedUpTo = told('searched');
  }
}

/** Writes: every change of the database is a transaction of this. */
export class Engine {
  readonly #db: DatabaseSync;
  #state: State;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #insertRecord: StatementSync;
  readonly #countNewer: StatementSync;
  readonly #setBookmark: StatementSync;
  readonly #removeBookmark: StatementSync;
  readonly #count: StatementSync;
  readonly #searchDue: StatementSync;
  readonly #writeRows: StatementSync;
  #nextRowWritten = 0;
  #generation = 0;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#state = new State(db);
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#insertRecord = db.prepare(`
      INSERT INTO record (writer, seq, kind, event, session, body) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`);
    this.#countNewer = db.prepare(`
      INSERT INTO newer (version, records) VALUES (?, 1) ON CONFLICT DO UPDATE SET records = records + 1`);
    this.#setBookmark = db.prepare(`
      INSERT INTO bookmark (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`);
    this.#removeBookmark = db.prepare('DELETE FROM bookmark WHERE name = ?');
    this.#count = db.prepare('UPDATE meta SET value = value + ? WHERE key = ?');
    this.#writeRows = db.prepare("UPDATE meta SET value = ? WHERE key = 'rows'");
    this.#searchDue = db.prepare('INSERT OR IGNORE INTO search_due (event) VALUES (?)');
  }

  /** @throws StoreWriteError; then nothing of any of them is kept */
  append(calls: readonly AppendCall[]): Committed {
    return this.transaction((state) => {
      const appended = calls.map(({ ndjson, bookmarks }) => {
        const result = this.#take(ndjson, state);
        for (const [name, value] of Object.entries(bookmarks)) {
          if (value === '') this.#removeBookmark.run(name);
          else this.#setBookmark.run(name, value);
        }
        return result;
      });
      return { appended, changed: this.#project(state) };
    });
  }

  /** @throws StoreWriteError */
  judge(verdicts: ReadonlyMap<string, WriterState>): string[] {
    return this.transaction((state) => {
      for (const [writer, verdict] of verdicts) state.writers.judge(writer, verdict);
      return this.#project(state);
    });
  }

  /** Changes when a transaction failed, and what was known of the database is read anew. */
  get generation(): number {
    return this.#generation;
  }

  /** Search has seen all rows up to this one: it has to be told when they change. */
  searchedUpTo(row: number): void {
    this.#state.searchedUpTo = row;
  }

  /** Runs something that changes the database, whole or not at all. @throws StoreWriteError */
  transaction<T>(change: (state: State) => T): T {
    try {
      this.#begin.run();
      const result = change(this.#state);
      this.#commit.run();
      return result;
    } catch (error) {
      this.#undo();
      throw toWriteError(error);
    }
  }

  /** Writes what was counted meanwhile. @returns ids of sessions that changed */
  flush(state: State): string[] {
    const changed = state.sessions.flush();
    state.rollups.flush();
    state.words.flush();
    state.writers.flush();
    for (const [key, count] of [
      ['events', state.rollups.takeEvents()],
      ['sessions', state.sessions.takeShown()],
      ['records', state.records],
    ] as const) {
      if (count !== 0) this.#count.run(count, key);
    }
    state.records = 0;
    if (state.nextRow !== this.#nextRowWritten) {
      this.#writeRows.run(state.nextRow - 1);
      this.#nextRowWritten = state.nextRow;
    }
    return changed;
  }

  #undo(): void {
    // Where the disk is full, SQLite may have rolled back already.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#state = new State(this.#db);
    this.#nextRowWritten = 0;
    this.#generation++;
  }

  #take(ndjson: string, state: State): Appended {
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
        if (result.rejected.length < maxNamed) {
          result.rejected.push({ line: read.line, reason: read.reason });
        }
        continue;
      }
      const isNew =
        read.kind === 'record'
          ? this.#insert(read.record, read.text, state)
          : this.#insertNewer(read, state);
      if (!isNew) {
        result.repeated++;
        continue;
      }
      result.accepted++;
      state.records++;
      if (read.kind === 'newer') result.newer[read.version] = (result.newer[read.version] ?? 0) + 1;
    }
    return result;
  }

  #insert(record: AgentOpsRecord, text: string, state: State): boolean {
    const { writers, sessions } = state;
    const event = isOfEvent(record) ? this.#locate(record.event.id, state) : undefined;
    const session = record.kind === 'session' ? sessions.row(record.session.id) : null;
    const { changes } = this.#insertRecord.run(
      writers.id(record.writer),
      record.seq,
      recordKindOf(record.kind),
      event?.row ?? null,
      session,
      text,
    );
    if (changes === 0) return false;
    writers.add(record);
    if (record.kind === 'session') sessions.add(session as number, record);
    if (event) {
      event.records.push(record as EventRecord);
      event.size += text.length;
      state.touched.set(event.id, event);
    }
    return true;
  }

  #insertNewer(
    { writer, seq, version, text }: { writer: string; seq: number; version: number; text: string },
    { writers }: State,
  ): boolean {
    const id = writers.id(writer);
    const { changes } = this.#insertRecord.run(id, seq, recordKinds.newer, null, null, text);
    if (changes === 0) return false;
    writers.heard(writer);
    this.#countNewer.run(String(version));
    return true;
  }

  #locate(id: string, state: State): Touched {
    const touched = state.touched.get(id);
    if (touched) return touched;
    const key = keyOfEventId(id);
    const row = state.keys.find(id, key);
    return { row: row ?? state.nextRow++, id, key, isNew: row === undefined, records: [], size: 0 };
  }

  /** Brings rows and totals to what the records say. */
  #project(state: State): string[] {
    const { touched, writers, events, sessions, keys, links } = state;
    for (const writer of writers.turned()) {
      sessions.reconsiderOwnedBy(writer);
      for (const { row, id } of events.openOf(writer)) {
        if (touched.has(id)) continue;
        touched.set(id, { row, id, key: keyOfEventId(id), isNew: false, records: [], size: 0 });
      }
    }
    let added = 0;
    for (const event of touched.values()) {
      const { session } = events.project(event);
      if (event.isNew) {
        added++;
        keys.add(event.key, event.row);
        event.isNew = false;
      }
      if (event.row <= state.searchedUpTo) this.#searchDue.run(event.row);
      links.note(event, session);
    }
    links.flush((id) => {
      const base = this.#locate(id, state);
      if (base.isNew) {
        events.project(base);
        keys.add(base.key, base.row);
        added++;
      }
      return base.row;
    });
    touched.clear();
    keys.merge(added);
    return this.flush(state);
  }
}

function isOfEvent(record: AgentOpsRecord): record is EventRecord {
  return record.kind === 'start' || record.kind === 'update' || record.kind === 'end';
}
