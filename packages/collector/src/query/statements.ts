import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** Beyond it the one that was made first is made anew when it is wanted again. */
const most = 500;

/** Statements by their text, each prepared once. Texts are put together of constant pieces alone; values are parameters. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values) as Row[];
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      if (this.#prepared.size >= most) {
        this.#prepared.delete(this.#prepared.keys().next().value as string);
      }
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
