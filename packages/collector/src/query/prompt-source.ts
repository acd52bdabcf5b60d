import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type EventRecord, FoldedEvent, type PromptDelta, PromptResolver } from '@agentops/core';
import { EventLookup } from './event-lookup.ts';

/** Prompts of events, put together from those that they build on, whatever sessions these are of. */
export class PromptSource {
  readonly #rows: EventLookup;
  readonly #records: StatementSync;
  readonly #kept: StatementSync;

  constructor(db: DatabaseSync) {
    this.#rows = new EventLookup(db);
    this.#records = db.prepare('SELECT body FROM record WHERE event = ? AND kind < 4');
    this.#kept = db.prepare('SELECT delta FROM kept_prompt WHERE event_id = ?');
  }

  /**
   * @param known prompts that were read anyway, by event id
   * @returns one that remembers what it read: for one answer
   */
  resolver(known: ReadonlyMap<string, PromptDelta | undefined> = new Map()): PromptResolver {
    return new PromptResolver((id) => (known.has(id) ? known.get(id) : this.#read(id)));
  }

  #read(id: string): PromptDelta | undefined {
    const row = this.#rows.rowOf(id);
    const folded = new FoldedEvent(id);
    if (row !== undefined) {
      for (const { body } of this.#records.all(row)) {
        folded.add(JSON.parse(body as string) as EventRecord);
      }
    }
    if (folded.promptDelta) return folded.promptDelta;
    const kept = this.#kept.get(id) as { delta: string } | undefined;
    return kept && (JSON.parse(kept.delta) as PromptDelta);
  }
}
