import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Touched } from './events.ts';

/** Events whose sessions are known without asking; beyond that it begins anew. */
const maxKnown = 50_000;

/**
 * Which prompts build on those of other sessions. Within a session nobody needs to know: its events are pruned together.
 */
export class PromptLinks {
  readonly #sessions = new Map<string, number>();
  #noted: { event: number; base: string; session: number | null }[] = [];
  readonly #insert: StatementSync;
  readonly #sessionOf: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT OR IGNORE INTO prompt_link (base, event) VALUES (?, ?)');
    this.#sessionOf = db.prepare('SELECT session FROM event WHERE row = ?');
  }

  /** An event changed, and is of this session now. */
  note({ row, id, records }: Touched, session: number | null): void {
    for (const { prompt, unnumbered } of records) {
      if (!prompt) continue;
      // What others send comes with whole prompts: hardly one builds on another.
      if (session !== null && !unnumbered) this.#sessions.set(id, session);
      if (prompt.base !== undefined) this.#noted.push({ event: row, base: prompt.base, session });
    }
  }

  /** @param rowOf gives the row of an event, and makes one where there is none */
  flush(rowOf: (eventId: string) => number): void {
    const noted = this.#noted;
    this.#noted = [];
    for (const { event, base, session } of noted) {
      if (session !== null && this.#sessions.get(base) === session) continue;
      const row = rowOf(base);
      const own = this.#sessionOf.get(row) as { session: number | null } | undefined;
      if (session === null || own?.session !== session) this.#insert.run(row, event);
    }
    if (this.#sessions.size > maxKnown) this.#sessions.clear();
  }
}
