import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Pruned, Retention } from '@agentops/store';
import { PromptSource } from '../../query/prompt-source.ts';
import { keyOfEventId } from '../event-id-key.ts';
import { freePages, usedBytes } from '../used-bytes.ts';
import type { Engine } from './engine.ts';
import type { SearchIndex } from './search-index.ts';

/** Events of one transaction: an append waits for it. A session goes whole, so that a large one takes as long as it takes. */
const eventsPerStep = 1000;
const pagesPerStep = 2000;

interface Candidate {
  row: number;
  id: string;
  lastTime: number;
}

/** Deletes whole sessions, and gives the disk its room back. Work in steps: between them appends go on. */
export class Prune {
  readonly #db: DatabaseSync;
  readonly #engine: Engine;
  readonly #search: SearchIndex;
  readonly #sql: Readonly<Record<keyof typeof statements, StatementSync>>;
  readonly #prompts: PromptSource;

  constructor(db: DatabaseSync, engine: Engine, search: SearchIndex) {
    this.#db = db;
    this.#engine = engine;
    this.#search = search;
    this.#prompts = new PromptSource(db);
    this.#sql = Object.fromEntries(
      Object.entries(statements).map(([name, sql]) => [name, db.prepare(sql)]),
    ) as Record<keyof typeof statements, StatementSync>;
  }

  /**
   * Each step is a short piece of work.
   * @throws StoreWriteError
   */
  *steps(bounds: Retention, changed: (ids: string[]) => void): Generator<Pruned> {
    const { maxAgeMs, maxBytes, sessionIds = [] } = bounds;
    const done: Pruned = { sessions: 0, events: 0, bytes: 0 };
    const before = usedBytes(this.#db);
    const oldest = maxAgeMs === undefined ? Number.NEGATIVE_INFINITY : Date.now() - maxAgeMs;
    const wanted = new Set(sessionIds);
    const candidates = this.#candidates();
    const sure = candidates.filter(({ id, lastTime }) => wanted.has(id) || lastTime < oldest);
    const others = maxBytes === undefined ? [] : candidates.filter((each) => !sure.includes(each));
    let step: Candidate[] = [];
    let events = 0;
    const flush = (): Pruned => {
      done.events += this.#remove(step);
      done.sessions += step.length;
      changed(step.map(({ id }) => id));
      step = [];
      events = 0;
      done.bytes = Math.max(0, before - usedBytes(this.#db));
      return { ...done };
    };
    for (const candidate of sure) {
      step.push(candidate);
      events += this.#countOf(candidate);
      if (events >= eventsPerStep) yield flush();
    }
    if (step.length > 0) yield flush();
    for (const candidate of others) {
      // Asked often enough that no more goes than has to.
      if (usedBytes(this.#db) <= (maxBytes as number)) break;
      step.push(candidate);
      yield flush();
    }
    if (done.sessions > 0) yield* this.#giveBack(done);
    done.bytes = Math.max(0, before - usedBytes(this.#db));
    yield done;
  }

  #candidates(): Candidate[] {
    return this.#sql.candidates.all() as unknown as Candidate[];
  }

  #countOf({ row }: Candidate): number {
    return (this.#sql.count.get(row) as { events: number }).events;
  }

  #remove(sessions: readonly Candidate[]): number {
    return this.#engine.transaction((state) => {
      let count = 0;
      for (const { row: session } of sessions) {
        this.#keepPrompts(session);
        for (const { row, id } of this.#sql.eventsOf.all(session) as {
          row: number;
          id: string;
        }[]) {
          state.events.forget(row);
          state.keys.remove(keyOfEventId(id), row);
          this.#search.forget(row);
          this.#sql.removeDue.run(row);
          this.#sql.removeLinks.run(row);
          state.records -= Number(this.#sql.removeEventRecords.run(row).changes);
          this.#sql.removeEvent.run(row);
          count++;
        }
        state.records -= Number(this.#sql.removeSessionRecords.run(session).changes);
        state.sessions.remove(session);
      }
      this.#sql.removeUnusedPrompts.run();
      this.#engine.flush(state);
      return count;
    });
  }

  /** What prompts of sessions that stay build on is kept whole, under the id of the event that goes. */
  #keepPrompts(session: number): void {
    for (const { row, id } of this.#sql.neededPrompts.all(session, session)) {
      const prompt = this.#prompts.resolver().resolve(id as string);
      if (!prompt?.complete) continue;
      const delta = { keep: 0, add: prompt.messages, tools: prompt.tools };
      this.#sql.keepPrompt.run(id as string, row as number, JSON.stringify(delta));
    }
  }

  /** The file's own room goes back to the disk. */
  *#giveBack(done: Pruned): Generator<Pruned> {
    this.#db.exec("INSERT INTO search (search, rank) VALUES ('merge', 2000)");
    for (;;) {
      const before = freePages(this.#db);
      if (before === 0) break;
      this.#db.exec(`PRAGMA incremental_vacuum(${pagesPerStep})`);
      if (freePages(this.#db) >= before) break;
      yield { ...done };
    }
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

const statements = {
  // State 0 is open. Of one without a session record nobody can say that it is.
  candidates: `
    SELECT row, id, CASE WHEN data IS NULL THEN max(ifnull(last_time, 0), 0) ELSE ifnull(last_time, start) END AS lastTime
    FROM session WHERE data IS NOT NULL OR all_events > 0
    ORDER BY data IS NOT NULL AND state = 0, lastTime`,
  count: 'SELECT all_events AS events FROM session WHERE row = ?',
  eventsOf: 'SELECT row, id FROM event WHERE session = ?',
  neededPrompts: `
    SELECT DISTINCT base.row, base.id FROM event AS base
    JOIN prompt_link AS link ON link.base = base.row
    JOIN event AS user ON user.row = link.event
    WHERE base.session = ? AND user.session IS NOT ?`,
  keepPrompt: `
    INSERT INTO kept_prompt (event_id, base, delta) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET base = excluded.base, delta = excluded.delta`,
  removeUnusedPrompts: 'DELETE FROM kept_prompt WHERE base NOT IN (SELECT base FROM prompt_link)',
  removeDue: 'DELETE FROM search_due WHERE event = ?',
  removeLinks: 'DELETE FROM prompt_link WHERE event = ?',
  removeEventRecords: 'DELETE FROM record WHERE event = ?',
  removeEvent: 'DELETE FROM event WHERE row = ?',
  removeSessionRecords: 'DELETE FROM record WHERE session = ?',
};
