import {
  type AgentOpsEvent,
  type Folded,
  fold,
  type SessionData,
  type WriterState,
} from '@agentops/core';
import { type EventSummary, type SessionSummary, summarise, type Totals } from '@agentops/store';

/** What a store has to say after some records: `fold` says it. */
export class Expected {
  readonly folded: Folded;
  /** In time order. */
  readonly summaries: EventSummary[];

  constructor(records: Iterable<unknown>, verdicts: ReadonlyMap<string, WriterState>) {
    this.folded = fold(records, {
      writerState: (writer) => {
        if (writer.isClosed) return { state: 'gone', reason: writer.closed ?? '' };
        return verdicts.get(writer.id) ?? { state: 'alive' };
      },
    });
    this.summaries = this.folded.events.map(summarise);
  }

  eventsOf(sessionId: string): AgentOpsEvent[] {
    return this.folded.events.filter((event) => event.sessionId === sessionId);
  }

  /** Newest first. */
  get sessions(): SessionSummary[] {
    return this.folded.sessions.map((session) => this.#summaryOf(session)).reverse();
  }

  #summaryOf(session: SessionData): SessionSummary {
    const events = this.summaries.filter(({ sessionId }) => sessionId === session.id);
    const counted = events.filter(({ duplicateOf }) => duplicateOf === null);
    const times = events.flatMap(({ startTime, endTime }) => [startTime, endTime ?? startTime]);
    return {
      ...session,
      state: session.endState ?? 'open',
      lastTime: times.length === 0 ? session.startTime : Math.max(...times),
      totals: totalsOf(events),
      models: names(counted.map(({ model }) => model)),
      tools: names(events.map(({ type, name }) => (type === 'tool' ? name : null))),
    };
  }
}

/** Counted from scratch, each number by itself. */
export function totalsOf(events: readonly EventSummary[]): Totals {
  const counted = events.filter(({ duplicateOf }) => duplicateOf === null);
  const calls = counted.filter(({ type }) => type === 'llm');
  const count = (type: string) => counted.filter((event) => event.type === type).length;
  type Counted = 'inputTokens' | 'outputTokens' | 'costUsd' | 'reasoningOutputTokens';
  const sum = (key: Counted | 'cacheReadInputTokens' | 'cacheCreationInputTokens') =>
    calls.reduce((total, call) => total + (call[key] ?? 0), 0);
  return {
    events: counted.length,
    actions: count('action'),
    rounds: counted.filter(({ type, kind }) => type === 'action' && kind === 'round').length,
    llmCalls: calls.length,
    toolCalls: count('tool'),
    errors: count('error'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadInputTokens: sum('cacheReadInputTokens'),
    cacheCreationInputTokens: sum('cacheCreationInputTokens'),
    reasoningOutputTokens: sum('reasoningOutputTokens'),
    costUsd: sum('costUsd'),
    unpricedCalls: calls.filter(({ costUsd }) => costUsd === null).length,
    estimatedCalls: calls.filter(({ costUsd, costEstimated }) => costUsd !== null && costEstimated)
      .length,
    unmeasuredCalls: calls.filter(
      ({ inputTokens, outputTokens }) => inputTokens === null && outputTokens === null,
    ).length,
    estimatedUsageCalls: calls.filter(
      ({ inputTokens, outputTokens, usageEstimated }) =>
        usageEstimated && (inputTokens !== null || outputTokens !== null),
    ).length,
  };
}

function names(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null && value !== ''))].sort() as string[];
}
