import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  FoldedSession,
  isMerged,
  type SessionData,
  type SessionRecord,
  type WriterState,
} from '@agentops/core';
import {
  addTotals,
  type EventSummary,
  emptyTotals,
  plainText,
  sessionState,
  type Totals,
} from '@agentops/store';
import { totalsColumns, totalsOf } from '../schema/totals-columns.ts';
import { sessionStates } from '../session-states.ts';
import { sourceText } from '../word-kinds.ts';
import type { EventRow } from './event-row.ts';
import type { Words } from './words.ts';
import type { Writers } from './writers.ts';

/** Of more it forgets those it did not just change. */
const maxKnown = 10_000;

interface Session {
  row: number;
  id: string;
  isNew: boolean;
  /** SessionData as JSON. */
  data: string | null;
  foldedName: string | null;
  start: number | null;
  state: number | null;
  owner: number | null;
  lastEvent: number | null;
  lastTime: number | null;
  allEvents: number;
  totals: Totals;
  /** From how many events more or fewer it has a word. */
  told: Map<number, number>;
  folded: FoldedSession | undefined;
  /** Something of what its row is made of changed. */
  refold: boolean;
  /** An event that may have been the last one moved. */
  recount: boolean;
  changed: boolean;
}

export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #byRow = new Map<number, Session>();
  readonly #changed = new Set<Session>();
  readonly #words: Words;
  readonly #writers: Writers;
  readonly #sql: Readonly<Record<keyof typeof statements, StatementSync>>;
  #lastRow: number;
  #shown = 0;

  constructor(db: DatabaseSync, words: Words, writers: Writers) {
    this.#words = words;
    this.#writers = writers;
    this.#sql = Object.fromEntries(
      Object.entries(statements).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof statements, StatementSync>;
    this.#lastRow = (
      db.prepare('SELECT ifnull(max(row), 0) AS row FROM session').get() as { row: number }
    ).row;
  }

  /** Makes one where there is none. */
  row(id: string): number {
    const known = this.#byId.get(id);
    if (known) return known.row;
    const found = this.#sql.find.get(id);
    return (found ? this.#keep(found) : this.#create(id)).row;
  }

  /** A record of it is new, and in the database. */
  add(row: number, record: SessionRecord): void {
    const session = this.#session(row);
    this.#change(session);
    if (session.isNew) session.folded ??= new FoldedSession(session.id);
    session.folded?.add(record);
    session.refold = true;
  }

  /** Those whose end depends on that of a writer. */
  reconsiderOwnedBy(writer: number): void {
    for (const { row } of this.#sql.owned.all(writer)) {
      const session = this.#session(row as number);
      this.#change(session);
      session.refold = true;
    }
  }

  /** An event is new in it, or was taken out. */
  move(event: EventRow, counted: EventSummary, sign: 1 | -1): void {
    const session = this.#session(event.session as number);
    this.#change(session);
    session.allEvents += sign;
    addTotals(session.totals, counted, sign);
    const model = event.duplicate_of === null ? event.model : null;
    for (const word of [model, event.tool, event.agent, event.source]) {
      if (word !== null) session.told.set(word, (session.told.get(word) ?? 0) + sign);
    }
    const start = event.start as number;
    const lastEvent = event.end ?? start;
    const lastTime = Math.max(start, lastEvent);
    if (sign === -1) {
      if (lastEvent === session.lastEvent || lastTime === session.lastTime) session.recount = true;
    } else {
      session.lastEvent = Math.max(session.lastEvent ?? lastEvent, lastEvent);
      session.lastTime = Math.max(session.lastTime ?? lastTime, lastTime);
    }
    // When a session that was lost ended is told by its last event, and whether one that was merged is left by any.
    if (isLost(session) || session.allEvents === 0 || session.allEvents === 1) {
      session.refold = true;
    }
  }

  /** Everything about it goes; its events have gone already. */
  remove(row: number): void {
    const session = this.#session(row);
    if (session.data !== null) this.#shown--;
    this.#sql.remove.run(row);
    this.#sql.removeWords.run(row);
    this.#changed.delete(session);
    this.#byId.delete(session.id);
    this.#byRow.delete(row);
  }

  /** How many more there are since the last call that readers see. */
  takeShown(): number {
    const shown = this.#shown;
    this.#shown = 0;
    return shown;
  }

  /** @returns ids of those that changed */
  flush(): string[] {
    const ids: string[] = [];
    for (const session of this.#changed) {
      ids.push(session.id);
      if (session.recount) this.#recount(session);
      if (session.refold) this.#fold(session);
      this.#write(session);
      Object.assign(session, { isNew: false, refold: false, recount: false, changed: false });
      session.told.clear();
    }
    this.#changed.clear();
    if (this.#byId.size > maxKnown) {
      this.#byId.clear();
      this.#byRow.clear();
    }
    return ids;
  }

  #recount(session: Session): void {
    const { last_event, last_time } = this.#sql.last.get(session.row) as Record<string, number>;
    session.lastEvent = last_event ?? null;
    session.lastTime = last_time ?? null;
    session.refold ||= isLost(session);
  }

  #fold(session: Session): void {
    if (!session.folded) {
      const records = this.#sql.records.all(session.row);
      // Of some only events have come: they are not shown.
      if (records.length === 0) return;
      session.folded = new FoldedSession(session.id);
      for (const { body } of records)
        session.folded.add(JSON.parse(body as string) as SessionRecord);
    }
    // Asked only where nobody ended it.
    let owner: string | undefined;
    const stateOf = (writer: string): WriterState => {
      owner = writer;
      return this.#writers.stateOf(writer);
    };
    const data = session.folded.toSession(stateOf, session.lastEvent ?? 0);
    const isNone = session.allEvents === 0 && isMerged(data);
    this.#shown += Number(!isNone) - Number(session.data !== null);
    session.data = isNone ? null : JSON.stringify(data);
    session.foldedName = plainText(String(data.name ?? '').toLowerCase());
    session.start = isNone ? null : Number.isFinite(data.startTime) ? data.startTime : 0;
    session.state = sessionStates.indexOf(sessionState(data));
    session.owner = owner ? this.#writers.id(owner) : null;
    this.#writeOwnWords(session, data);
  }

  #writeOwnWords({ row, isNew }: Session, data: SessionData): void {
    const { source, tags, agents } = data;
    const own = new Set<number | null>([
      ...tags.map((tag) => this.#words.id('tag', plainText(tag))),
      ...agents.map(({ name }) => this.#words.id('agent', plainText(name))),
      this.#words.id('source', sourceText(source?.adapter ?? null, source?.host ?? null)),
    ]);
    own.delete(null);
    const before = isNew ? [] : this.#sql.ownWords.all(row).map(({ word }) => word as number);
    for (const word of before) if (!own.has(word)) this.#sql.disown.run(row, word);
    for (const word of own) if (!before.includes(word as number)) this.#sql.own.run(row, word);
  }

  #write(session: Session): void {
    const values: SQLInputValue[] = [
      session.data,
      session.foldedName,
      session.start,
      session.state,
      session.owner,
      session.lastEvent,
      session.lastTime,
      session.allEvents,
      ...totalsColumns.map((column) => session.totals[column]),
    ];
    if (session.isNew) this.#sql.insert.run(...values, session.row, session.id);
    else this.#sql.update.run(...values, session.row);
    let fewer = false;
    for (const [word, told] of session.told) {
      if (told !== 0) this.#sql.tell.run(session.row, word, told);
      fewer ||= told < 0;
    }
    if (fewer) this.#sql.dropWords.run(session.row);
  }

  #session(row: number): Session {
    return this.#byRow.get(row) ?? this.#keep(this.#sql.get.get(row));
  }

  #create(id: string): Session {
    const session = this.#keep({ row: ++this.#lastRow, id, all_events: 0, ...emptyTotals() });
    session.isNew = true;
    this.#change(session);
    return session;
  }

  #keep(found: unknown): Session {
    const row = found as Record<string, number | null>;
    const session: Session = {
      row: row.row as number,
      id: String(row.id),
      isNew: false,
      data: (row.data ?? null) as string | null,
      foldedName: (row.folded_name ?? null) as string | null,
      start: row.start ?? null,
      state: row.state ?? null,
      owner: row.owner ?? null,
      lastEvent: row.last_event ?? null,
      lastTime: row.last_time ?? null,
      allEvents: row.all_events as number,
      totals: totalsOf(row),
      told: new Map(),
      folded: undefined,
      refold: false,
      recount: false,
      changed: false,
    };
    this.#byId.set(session.id, session);
    this.#byRow.set(session.row, session);
    return session;
  }

  #change(session: Session): void {
    if (session.changed) return;
    session.changed = true;
    this.#changed.add(session);
  }
}

/** It ended because its owner is gone. */
function isLost({ owner, state }: Session): boolean {
  return owner !== null && state !== sessionStates.indexOf('open');
}

const columns = [
  'data',
  'folded_name',
  'start',
  'state',
  'owner',
  'last_event',
  'last_time',
  'all_events',
  ...totalsColumns,
];

const statements = {
  find: 'SELECT * FROM session WHERE id = ?',
  get: 'SELECT * FROM session WHERE row = ?',
  owned: 'SELECT row FROM session WHERE owner = ?',
  records: 'SELECT body FROM record WHERE session = ?',
  last: `SELECT max(ifnull("end", start)) AS last_event, max(max(start, ifnull("end", start))) AS last_time
    FROM event WHERE session = ?`,
  insert: `INSERT INTO session (${columns.join(', ')}, row, id)
    VALUES (${columns.map(() => '?').join(', ')}, ?, ?)`,
  update: `UPDATE session SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE row = ?`,
  remove: 'DELETE FROM session WHERE row = ?',
  tell: `INSERT INTO session_word (session, word, told) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET told = told + excluded.told`,
  own: `INSERT INTO session_word (session, word, own) VALUES (?, ?, 1)
    ON CONFLICT DO UPDATE SET own = 1`,
  disown: 'UPDATE session_word SET own = 0 WHERE session = ? AND word = ?',
  ownWords: 'SELECT word FROM session_word WHERE session = ? AND own = 1',
  dropWords: 'DELETE FROM session_word WHERE session = ? AND told = 0 AND own = 0',
  removeWords: 'DELETE FROM session_word WHERE session = ?',
};
