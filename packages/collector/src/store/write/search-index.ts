import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EventRecord, WriterState } from '@agentops/core';
import { searchTextOf, wordsOf } from '@agentops/store';
import { docNumber } from '../search-docs.ts';
import { type Label, labelSources, labelsOf } from '../search-labels.ts';
import type { Engine } from './engine.ts';
import { stateOfEvent, stateOfSingle } from './event-fold.ts';
import { fold } from './open-events.ts';

/** What is read at a time, so that an append does not wait long for it: events, and characters of their records. */
const reading = { events: 200, characters: 1024 * 1024 };
/** What is written at a time: FTS5 writes many documents for little more than a few. */
const writing = { documents: 1000, characters: 2 * 1024 * 1024 };

interface Document {
  start: number;
  text: string;
  labels: string;
}

/**
 * Brings events into the full-text index, later than they are appended: first those that changed since they were, then those
 * behind the mark `searched` in `meta`.
 */
export class SearchIndex {
  readonly #engine: Engine;
  readonly #due: StatementSync;
  readonly #behind: StatementSync;
  readonly #event: StatementSync;
  readonly #records: StatementSync;
  readonly #settle: StatementSync;
  readonly #mark: StatementSync;
  readonly #marked: StatementSync;
  /** What is to be written next, by event. */
  readonly #documents = new Map<number, Document>();
  /** Characters that were read for it. */
  #size = 0;
  #readUpTo = 0;
  /** The mark. */
  #writtenUpTo = 0;
  #generation = -1;
  readonly #docOf: StatementSync;
  readonly #isTaken: StatementSync;
  readonly #insertDoc: StatementSync;
  readonly #insert: StatementSync;
  readonly #removeDoc: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync, engine: Engine) {
    this.#engine = engine;
    this.#due = db.prepare('SELECT event FROM search_due LIMIT ?');
    this.#behind = db.prepare('SELECT row FROM event WHERE row > ? ORDER BY row LIMIT ?');
    this.#marked = db.prepare("SELECT value FROM meta WHERE key = 'searched'");
    this.#event = db.prepare(
      `SELECT id, session, start, ${labelSources.join(', ')} FROM event WHERE row = ?`,
    );
    this.#records = db.prepare('SELECT body FROM record WHERE event = ?');
    this.#settle = db.prepare('DELETE FROM search_due WHERE event = ?');
    this.#mark = db.prepare("UPDATE meta SET value = ? WHERE key = 'searched'");
    this.#docOf = db.prepare('SELECT doc FROM search_doc WHERE event = ?');
    this.#isTaken = db.prepare('SELECT 1 FROM search_doc WHERE doc = ?');
    this.#insertDoc = db.prepare('INSERT INTO search_doc (doc, event) VALUES (?, ?)');
    this.#insert = db.prepare('INSERT INTO search (rowid, text, labels) VALUES (?, ?, ?)');
    this.#removeDoc = db.prepare('DELETE FROM search_doc WHERE event = ?');
    this.#remove = db.prepare('DELETE FROM search WHERE rowid = ?');
    this.#docOf.setReadBigInts(true);
  }

  /**
   * Does a part of what is to be done.
   * @returns whether there is more
   * @throws StoreWriteError
   */
  work(): boolean {
    if (this.#engine.generation !== this.#generation) this.#beginAnew();
    const due = this.#due.all(reading.events).map(({ event }) => event as number);
    if (due.length > 0) {
      this.#indexAgain(due);
      return true;
    }
    const isMore = this.#read();
    if (this.#readUpTo === this.#writtenUpTo) return false;
    if (!isMore || this.#documents.size >= writing.documents || this.#size > writing.characters) {
      this.#write();
    }
    return true;
  }

  /** Takes an event out; within a transaction. */
  forget(event: number): void {
    this.#documents.delete(event);
    const found = this.#docOf.get(event) as { doc: bigint } | undefined;
    if (!found) return;
    this.#remove.run(found.doc);
    this.#removeDoc.run(event);
  }

  /** After a transaction that failed nobody knows which of what was read has changed. */
  #beginAnew(): void {
    this.#generation = this.#engine.generation;
    this.#documents.clear();
    this.#size = 0;
    this.#writtenUpTo = (this.#marked.get() as { value: number }).value;
    this.#readUpTo = this.#writtenUpTo;
  }

  #indexAgain(due: readonly number[]): void {
    this.#engine.transaction(() => {
      let characters = 0;
      for (const event of due) {
        if (characters > reading.characters) break;
        const { document, size } = this.#documentOf(event);
        characters += size;
        this.forget(event);
        if (document) this.#add(event, document);
        this.#settle.run(event);
      }
    });
  }

  /** Reads some of the events behind the mark. From here on, the engine says which of them change. */
  #read(): boolean {
    const behind = this.#behind.all(this.#readUpTo, reading.events);
    let characters = 0;
    for (const { row } of behind) {
      if (characters > reading.characters) break;
      const { document, size } = this.#documentOf(row as number);
      characters += size;
      if (document) this.#documents.set(row as number, document);
      this.#readUpTo = row as number;
    }
    this.#size += characters;
    this.#engine.searchedUpTo(this.#readUpTo);
    return behind.length > 0;
  }

  #write(): void {
    this.#engine.transaction(() => {
      for (const [event, document] of [...this.#documents]) {
        // It may have been due before it was read.
        this.forget(event);
        this.#add(event, document);
      }
      this.#mark.run(this.#readUpTo);
    });
    this.#writtenUpTo = this.#readUpTo;
    this.#documents.clear();
    this.#size = 0;
  }

  #documentOf(row: number): { document: Document | undefined; size: number } {
    const event = this.#event.get(row) as
      | ({ id: string; session: number | null; start: number } & Record<Label, number | null>)
      | undefined;
    if (!event || event.session === null) return { document: undefined, size: 0 };
    const bodies = this.#records.all(row).map(({ body }) => body as string);
    const records = bodies.map((body) => JSON.parse(body) as EventRecord);
    const size = bodies.reduce((sum, body) => sum + body.length, 0);
    const text = textOf(records);
    if (text === undefined) return { document: undefined, size };
    const labels = labelsOf(event.session, event);
    return { document: { start: event.start, text: indexedText(text), labels }, size };
  }

  #add(event: number, { start, text, labels }: Document): void {
    let doc = docNumber(start, event);
    while (this.#isTaken.get(doc)) doc++;
    this.#insert.run(doc, text, labels);
    this.#insertDoc.run(doc, event);
  }
}

function textOf(records: readonly EventRecord[]): string | undefined {
  const [first] = records;
  if (!first) return undefined;
  if (records.length === 1) {
    const single = stateOfSingle(first, alive);
    if (single) return searchTextOf(single.event, first.prompt?.add);
  }
  const folded = fold(records);
  const state = stateOfEvent(folded, alive);
  return state && searchTextOf(state.event, folded.promptDelta?.add);
}

function alive(): WriterState {
  return { state: 'alive' };
}

/** SQLite tells words apart as `wordsOf` does in plain ASCII, and almost so elsewhere: there it gets the words themselves. */
function indexedText(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : wordsOf(text).join(' ');
}
