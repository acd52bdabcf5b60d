import { tableVersion } from '@agentops/pricing';
import type { SessionSummary } from '@agentops/store';
import type { Totals } from '../totals.ts';

/** What a session comes to, from the sums that a store keeps. In them, none of a kind of token and not known are the same. */
export function totalsFrom(
  { totals, startTime, endTime }: Pick<SessionSummary, 'totals' | 'startTime' | 'endTime'>,
  now: number,
): Totals {
  const { llmCalls, unmeasuredCalls, unpricedCalls, estimatedCalls, costUsd } = totals;
  const measured = llmCalls > unmeasuredCalls;
  const tokens = (count: number) => (measured ? count : null);
  const detail = (count: number) => (count > 0 ? count : null);
  const pricedCalls = llmCalls - unpricedCalls;
  return {
    durationMs: Math.max(0, (endTime ?? now) - startTime),
    rounds: totals.rounds,
    actions: totals.actions,
    llmCalls,
    toolCalls: totals.toolCalls,
    errors: totals.errors,
    tokens: {
      inputTokens: tokens(totals.inputTokens),
      outputTokens: tokens(totals.outputTokens),
      cacheReadInputTokens: detail(totals.cacheReadInputTokens),
      cacheCreationInputTokens: detail(totals.cacheCreationInputTokens),
      reasoningOutputTokens: detail(totals.reasoningOutputTokens),
    },
    callsWithoutUsage: unmeasuredCalls,
    callsWithEstimatedUsage: totals.estimatedUsageCalls,
    cost: {
      usd: pricedCalls === 0 && llmCalls > 0 ? null : costUsd,
      pricedCalls,
      unpricedCalls,
      estimated: estimatedCalls > 0,
      tableVersion,
    },
  };
}
