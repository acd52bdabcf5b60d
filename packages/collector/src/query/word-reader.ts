import {
  type EventClass,
  parseClass,
  parseSource,
  type WordKind,
  wordKinds,
} from '../store/word-kinds.ts';
import type { Statements } from './statements.ts';

const maxKnown = 50_000;

export interface Word {
  id: number;
  kind: number;
  text: string;
  /** How many events have it. */
  events: number;
}

/** The texts that rows have numbers of. */
export class WordReader {
  readonly #sql: Statements;
  readonly #texts = new Map<number, { kind: number; text: string }>();

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  text(id: number): string;
  text(id: number | null): string | null;
  text(id: number | null): string | null {
    return id === null ? null : this.of(id).text;
  }

  of(id: number): { kind: number; text: string } {
    let word = this.#texts.get(id);
    if (!word) {
      word = this.#sql.get('SELECT kind, text FROM word WHERE id = ?', id);
      if (!word) throw new Error(`word ${id} is missing`);
      if (this.#texts.size >= maxKnown) this.#texts.clear();
      this.#texts.set(id, word);
    }
    return word;
  }

  /** Those of the texts that there are. */
  find(kind: WordKind, texts: readonly string[]): Word[] {
    return this.#sql.all(
      'SELECT * FROM word WHERE kind = ? AND text IN (SELECT value FROM json_each(?))',
      wordKinds[kind],
      JSON.stringify(texts),
    );
  }

  /** The sources that have one of these hosts, and one of these adapters. */
  findSources(
    hosts: readonly string[] | undefined,
    adapters: readonly string[] | undefined,
  ): Word[] {
    return this.#sql
      .all<Word>('SELECT * FROM word WHERE kind = ?', wordKinds.source)
      .filter((word) => {
        const { host, adapter } = parseSource(word.text);
        return has(hosts, host) && has(adapters, adapter);
      });
  }

  /** The classes of events that fulfil all of it. */
  findClasses(wanted: readonly { column: keyof EventClass; words: readonly Word[] }[]): Word[] {
    return this.#sql
      .all<Word>('SELECT * FROM word WHERE kind = ?', wordKinds.class)
      .filter((word) => {
        const own = parseClass(word.text);
        return wanted.every(({ column, words }) => words.some(({ id }) => id === own[column]));
      });
  }
}

function has(wanted: readonly string[] | undefined, value: string | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}
