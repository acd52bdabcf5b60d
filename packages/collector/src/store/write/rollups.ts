import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { addTotals, type EventSummary, emptyTotals, type Totals } from '@agentops/store';
import { isNothing, ofTotals, totalsColumns } from '../schema/totals-columns.ts';
import { type Counted, countedOf, type EventRow } from './event-row.ts';
import type { Sessions } from './sessions.ts';
import type { Words } from './words.ts';

export const hourMs = 3_600_000;

/** Totals of sessions and of hours, moved by the difference whenever an event changes. Written by `flush`. */
export class Rollups {
  readonly #words: Words;
  readonly #sessions: Sessions;
  readonly #buckets = new Map<string, { key: number[]; totals: Totals }>();
  /** By hour and word. */
  readonly #wordHours = new Map<number, Map<number, number>>();
  readonly #addToBucket: StatementSync;
  readonly #addToWord: StatementSync;
  readonly #dropEmpty: StatementSync;
  readonly #dropEmptyWords: StatementSync;
  #events = 0;
  #shrank = false;

  constructor(db: DatabaseSync, words: Words, sessions: Sessions) {
    this.#words = words;
    this.#sessions = sessions;
    this.#addToBucket = db.prepare(`
      INSERT INTO bucket (hour, model, source, ${ofTotals((column) => column)})
      VALUES (?, ?, ?, ${ofTotals(() => '?')})
      ON CONFLICT DO UPDATE SET ${ofTotals((column) => `${column} = ${column} + excluded.${column}`)}`);
    this.#addToWord = db.prepare(`
      INSERT INTO word_hour (hour, word, events) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET events = events + excluded.events`);
    this.#dropEmpty = db.prepare(
      'DELETE FROM bucket WHERE hour = ? AND model = ? AND source = ? AND events = 0',
    );
    this.#dropEmptyWords = db.prepare(
      'DELETE FROM word_hour WHERE hour = ? AND word = ? AND events = 0',
    );
  }

  /** How many events more there are since the last call. */
  takeEvents(): number {
    const events = this.#events;
    this.#events = 0;
    return events;
  }

  /** Adds an event, or takes away what was added of it before it changed. */
  move(row: EventRow, sign: 1 | -1): void {
    if (row.session === null) return;
    const { counted, words } = this.#partsOf(row);
    this.#events += sign;
    if (sign === -1) this.#shrank = true;
    this.#sessions.move(row, counted, sign);
    if (row.duplicate_of !== null) return;
    for (const word of [row.type, row.status, row.class]) this.#words.count(word as number, sign);
    const hour = Math.floor((row.start as number) / hourMs);
    const model = row.model ?? 0;
    const source = row.source ?? 0;
    const key = `${hour} ${model} ${source}`;
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      bucket = { key: [hour, model, source], totals: emptyTotals() };
      this.#buckets.set(key, bucket);
    }
    addTotals(bucket.totals, counted, sign);
    let ofHour = this.#wordHours.get(hour);
    if (!ofHour) {
      ofHour = new Map();
      this.#wordHours.set(hour, ofHour);
    }
    for (const word of words) {
      this.#words.count(word, sign);
      ofHour.set(word, (ofHour.get(word) ?? 0) + sign);
    }
  }

  flush(): void {
    for (const { key, totals } of this.#buckets.values()) {
      if (isNothing(totals)) continue;
      this.#addToBucket.run(...key, ...totalsColumns.map((column) => totals[column]));
      if (this.#shrank) this.#dropEmpty.run(...key);
    }
    for (const [hour, words] of this.#wordHours) {
      for (const [word, events] of words) {
        if (events === 0) continue;
        this.#addToWord.run(hour, word, events);
        if (this.#shrank) this.#dropEmptyWords.run(hour, word);
      }
    }
    this.#buckets.clear();
    this.#wordHours.clear();
    this.#shrank = false;
  }

  #partsOf(row: EventRow): { counted: EventSummary; words: number[] } {
    const counted: Counted = countedOf(row, (word) => this.#words.text(word));
    const words = [row.model, row.provider, row.tool, row.agent, row.source, row.error_type];
    return {
      // The rest of a summary counts nowhere.
      counted: counted as EventSummary,
      words: words.filter((word) => word !== null),
    };
  }
}
