import type { Totals } from '@agentops/store';

/** Numbers of words that every database has: see the first schema. */
const typeWords = { action: 6, llm: 7, tool: 8, error: 9 } as const;

const isCall = `event.type = ${typeWords.llm}`;

/** What `addTotals` adds up, as SQL over rows of `event` without those that were seen a second time. */
export const totalsSql: Readonly<Record<keyof Totals, string>> = {
  events: 'count(*)',
  actions: countOf(`event.type = ${typeWords.action}`),
  rounds: countOf(
    `event.type = ${typeWords.action} AND event.kind = (SELECT id FROM word WHERE word.kind = 7 AND text = 'round')`,
  ),
  llmCalls: countOf(isCall),
  toolCalls: countOf(`event.type = ${typeWords.tool}`),
  errors: countOf(`event.type = ${typeWords.error}`),
  inputTokens: sumOf('input_tokens'),
  outputTokens: sumOf('output_tokens'),
  cacheReadInputTokens: sumOf('cache_read'),
  cacheCreationInputTokens: sumOf('cache_creation'),
  reasoningOutputTokens: sumOf('reasoning'),
  costUsd: sumOf('cost'),
  unpricedCalls: countOf(`${isCall} AND cost IS NULL`),
  estimatedCalls: countOf(`${isCall} AND cost IS NOT NULL AND cost_estimated = 1`),
  unmeasuredCalls: countOf(`${isCall} AND input_tokens IS NULL AND output_tokens IS NULL`),
  estimatedUsageCalls: countOf(
    `${isCall} AND (input_tokens IS NOT NULL OR output_tokens IS NOT NULL) AND usage_estimated = 1`,
  ),
};

function countOf(condition: string): string {
  return `count(*) FILTER (WHERE ${condition})`;
}

/** Only calls have tokens and a cost. */
function sumOf(column: string): string {
  return `ifnull(sum(${column}), 0)`;
}
