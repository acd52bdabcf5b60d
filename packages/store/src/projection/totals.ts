import type { EventSummary, Totals } from '../reader.ts';

export function emptyTotals(): Totals {
  return {
    events: 0,
    actions: 0,
    rounds: 0,
    llmCalls: 0,
    toolCalls: 0,
    errors: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadInputTokens: 0,
    cacheCreationInputTokens: 0,
    reasoningOutputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
    estimatedCalls: 0,
    unmeasuredCalls: 0,
    estimatedUsageCalls: 0,
  };
}

const counterOf: Readonly<Record<string, 'actions' | 'llmCalls' | 'toolCalls' | 'errors'>> = {
  action: 'actions',
  llm: 'llmCalls',
  tool: 'toolCalls',
  error: 'errors',
};

/**
 * Changes `totals` by one event: adds it (`1`), or takes away (`-1`) what was added of it before it changed. A call that was
 * seen a second time changes nothing.
 */
export function addTotals(totals: Totals, summary: EventSummary, sign: 1 | -1): void {
  if (summary.duplicateOf !== null) return;
  totals.events += sign;
  if (Object.hasOwn(counterOf, summary.type)) {
    totals[counterOf[summary.type] as 'actions'] += sign;
  }
  if (summary.type === 'action' && summary.kind === 'round') totals.rounds += sign;
  if (summary.type !== 'llm') return;
  totals.inputTokens += sign * (summary.inputTokens ?? 0);
  totals.outputTokens += sign * (summary.outputTokens ?? 0);
  totals.cacheReadInputTokens += sign * (summary.cacheReadInputTokens ?? 0);
  totals.cacheCreationInputTokens += sign * (summary.cacheCreationInputTokens ?? 0);
  totals.reasoningOutputTokens += sign * (summary.reasoningOutputTokens ?? 0);
  totals.costUsd += sign * (summary.costUsd ?? 0);
  if (summary.costUsd === null) totals.unpricedCalls += sign;
  else if (summary.costEstimated) totals.estimatedCalls += sign;
  if (summary.inputTokens === null && summary.outputTokens === null) {
    totals.unmeasuredCalls += sign;
  } else if (summary.usageEstimated) totals.estimatedUsageCalls += sign;
}
