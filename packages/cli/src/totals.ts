import type { AgentOpsEvent, LLMEvent, SessionData, TokenUsage } from '@agentops/core';
import { type CostSum, sumCosts } from '@agentops/pricing';

/** What a session comes to. A call that was seen a second time (`duplicateOf`) counts once. */
export interface Totals {
  /** Milliseconds from the start to the end, or to now while the session is open. */
  durationMs: number;
  rounds: number;
  actions: number;
  llmCalls: number;
  toolCalls: number;
  errors: number;
  /** Sum over the calls whose tokens are known; null when those of none are. */
  tokens: TokenUsage;
  /** Calls whose tokens are not known: they are missing in `tokens`. */
  callsWithoutUsage: number;
  /** Calls whose tokens are an estimate: they are in `tokens`, which then is one. */
  callsWithEstimatedUsage: number;
  cost: CostSum;
}

export function totalsOf(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  now: number = Date.now(),
): Totals {
  const counted = events.filter((event) => !isDuplicate(event));
  const count = (type: AgentOpsEvent['type']) =>
    counted.filter((event) => event.type === type).length;
  const calls = counted.filter((event) => event.type === 'llm');
  return {
    durationMs: Math.max(0, (session.endTime ?? now) - session.startTime),
    rounds: counted.filter((event) => event.type === 'action' && event.actionType === 'round')
      .length,
    actions: count('action'),
    llmCalls: calls.length,
    toolCalls: count('tool'),
    errors: count('error'),
    tokens: sumTokens(calls.map(({ usage }) => usage)),
    callsWithoutUsage: calls.filter(({ usage }) => usage === null).length,
    callsWithEstimatedUsage: calls.filter(isEstimated).length,
    cost: sumCosts(calls),
  };
}

export function sumTokens(usages: readonly (TokenUsage | null)[]): TokenUsage {
  const sum = (key: keyof TokenUsage) => {
    const known = usages.map((usage) => usage?.[key] ?? null).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadInputTokens: sum('cacheReadInputTokens'),
    cacheCreationInputTokens: sum('cacheCreationInputTokens'),
    reasoningOutputTokens: sum('reasoningOutputTokens'),
  };
}

/** No provider counted its tokens. */
export function isEstimated({ usage, usageSource }: LLMEvent): boolean {
  return usage !== null && usageSource === 'estimated';
}

export function isDuplicate(event: AgentOpsEvent): boolean {
  return event.type === 'llm' && event.duplicateOf !== undefined;
}
