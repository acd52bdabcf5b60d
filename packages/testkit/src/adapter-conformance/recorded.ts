import assert from 'node:assert/strict';
import type {
  ActionEvent,
  AgentOpsEvent,
  ErrorEvent,
  Folded,
  LLMEvent,
  Message,
  ToolEvent,
} from '@agentops/core';
import { sessionTree } from '../session-tree/session-tree.ts';

/** What a case finds in the spool. */
export class Recorded {
  readonly records: readonly unknown[];
  readonly folded: Folded;

  constructor(records: readonly unknown[], folded: Folded) {
    this.records = records;
    this.folded = folded;
  }

  get llm(): LLMEvent[] {
    return this.#of('llm');
  }

  get tools(): ToolEvent[] {
    return this.#of('tool');
  }

  get actions(): ActionEvent[] {
    return this.#of('action');
  }

  get errors(): ErrorEvent[] {
    return this.#of('error');
  }

  /** The LLM event, of which there is one. */
  get call(): LLMEvent {
    const { llm } = this;
    assert.equal(llm.length, 1, `One LLM event is expected, not ${llm.length}:\n${this}`);
    return llm[0] as LLMEvent;
  }

  /** How often an event was started and ended. An update after the end says no status. */
  lifeOf(event: AgentOpsEvent): { starts: number; ends: number } {
    const records = this.records.filter(
      (record) => (record as { event?: { id?: unknown } }).event?.id === event.id,
    ) as { kind: string; event: { status?: unknown } }[];
    return {
      starts: records.filter(({ kind }) => kind === 'start').length,
      ends: records.filter(({ kind, event }) => kind === 'end' && event.status !== undefined)
        .length,
    };
  }

  /** For messages of failed cases. */
  toString(): string {
    return sessionTree(this.folded);
  }

  #of<T extends AgentOpsEvent>(type: T['type']): T[] {
    return this.folded.events.filter((event) => event.type === type) as T[];
  }
}

/** The text of messages, of one type of part. */
export function textOf(
  messages: readonly Message[] | null | undefined,
  type: 'text' | 'reasoning' = 'text',
): string {
  return (messages ?? [])
    .flatMap(({ parts }) => parts)
    .map((part) => (part.type === type && 'content' in part ? part.content : ''))
    .join('');
}
