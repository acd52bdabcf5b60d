import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type WordKind, wordKinds } from '../word-kinds.ts';

/** Texts kept in memory; beyond that it begins anew. */
const maxKnown = 50_000;

/** The numbers of texts that come again and again. */
export class Words {
  readonly #byText = Object.fromEntries(
    Object.keys(wordKinds).map((kind) => [kind, new Map<string, number>()]),
  ) as Record<WordKind, Map<string, number>>;
  readonly #byId = new Map<number, string>();
  #events = new Map<number, number>();
  readonly #find: StatementSync;
  readonly #textOf: StatementSync;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT id FROM word WHERE kind = ? AND text = ?');
    this.#textOf = db.prepare('SELECT text FROM word WHERE id = ?');
    this.#insert = db.prepare('INSERT INTO word (kind, text) VALUES (?, ?)');
    this.#count = db.prepare('UPDATE word SET events = events + ? WHERE id = ?');
  }

  /** Makes one where there is none. Null of no text. */
  id(kind: WordKind, text: string | null | undefined): number | null {
    if (text === null || text === undefined) return null;
    const known = this.#byText[kind];
    let id = known.get(text);
    if (id !== undefined) return id;
    const row = this.#find.get(wordKinds[kind], text) as { id: number } | undefined;
    id = row?.id ?? Number(this.#insert.run(wordKinds[kind], text).lastInsertRowid);
    if (known.size >= maxKnown) known.clear();
    known.set(text, id);
    return id;
  }

  text(id: number): string {
    let text = this.#byId.get(id);
    if (text === undefined) {
      text = (this.#textOf.get(id) as { text: string }).text;
      if (this.#byId.size >= maxKnown) this.#byId.clear();
      this.#byId.set(id, text);
    }
    return text;
  }

  /** So many events more, or fewer, have the word. Written by `flush`. */
  count(id: number, events: number): void {
    this.#events.set(id, (this.#events.get(id) ?? 0) + events);
  }

  flush(): void {
    for (const [id, events] of this.#events) if (events !== 0) this.#count.run(events, id);
    this.#events = new Map();
  }
}
