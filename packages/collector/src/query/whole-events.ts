import type { DatabaseSync } from 'node:sqlite';
import {
  type AgentOpsEvent,
  type EventRecord,
  FoldedEvent,
  type PromptDelta,
  PromptResolver,
  type WriterState,
} from '@agentops/core';
import { searchTextOf } from '@agentops/store';
import { reasonOf, toState, type WriterEnd } from '../store/writer-end.ts';
import { PromptSource } from './prompt-source.ts';
import type { Statements } from './statements.ts';

const noPrompts = new PromptResolver(() => undefined);

/** Events as they were recorded: made of their records. */
export class WholeEvents {
  readonly #sql: Statements;
  readonly #prompts: PromptSource;

  constructor(db: DatabaseSync, sql: Statements) {
    this.#sql = sql;
    this.#prompts = new PromptSource(db);
  }

  all(rows: readonly { row: number; id: string }[]): AgentOpsEvent[] {
    const folded = rows.map(({ row, id }) => this.#fold(row, id));
    const known = new Map<string, PromptDelta>();
    for (const { id, promptDelta } of folded) if (promptDelta) known.set(id, promptDelta);
    const prompts = this.#prompts.resolver(known);
    const stateOf = this.#statesOfWriters();
    return folded
      .map((event) => event.toEvent(prompts, stateOf))
      .filter((event) => event !== undefined);
  }

  /** Without its prompt. */
  withoutPrompt(row: number, id: string): AgentOpsEvent | undefined {
    return this.#fold(row, id).toEvent(noPrompts, this.#statesOfWriters());
  }

  searchText(row: number, id: string): string {
    const folded = this.#fold(row, id);
    const event = folded.toEvent(noPrompts, this.#statesOfWriters());
    return event ? searchTextOf(event, folded.promptDelta?.add) : '';
  }

  #fold(row: number, id: string): FoldedEvent {
    const folded = new FoldedEvent(id);
    for (const { body } of this.#sql.all<{ body: string }>(
      'SELECT body FROM record WHERE event = ?',
      row,
    )) {
      folded.add(JSON.parse(body) as EventRecord);
    }
    return folded;
  }

  #statesOfWriters(): (writer: string) => WriterState {
    const known = new Map<string, WriterState>();
    return (name) => {
      let state = known.get(name);
      if (!state) {
        const writer = this.#sql.get<WriterEnd>(
          'SELECT last_seq, closed, closed_seq, gone FROM writer WHERE name = ?',
          name,
        );
        state = toState(writer ? reasonOf(writer) : null);
        known.set(name, state);
      }
      return state;
    };
  }
}
