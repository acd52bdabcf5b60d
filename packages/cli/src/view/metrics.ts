import type { AgentOpsEvent, TokenUsage } from '@agentops/core';
import { costOf, sumCosts } from '@agentops/pricing';
import { formatDuration } from '../format/duration.ts';
import { formatCount, formatMoney, type formatShortCount } from '../format/number.ts';
import { isDuplicate, isEstimated, sumTokens } from '../totals.ts';
import { subtree, type TreeNode } from '../tree.ts';

/** The numbers of a line, as texts. Empty where there is nothing to say, `–` where it is not known. */
export interface Metrics {
  tokens: string;
  /** Input tokens that came from the provider's cache. */
  cached: string;
  cost: string;
  time: string;
  /** A sum of what is below, which has its own lines. */
  sum: boolean;
}

const unknown = '–';

export function metricsOf(node: TreeNode, now: number): Metrics {
  const { event } = node;
  const time = timeOf(event, now);
  if (event.type === 'llm') {
    const cost = costOf(event);
    return {
      ...tokenTexts(event.usage, isEstimated(event)),
      cost: cost ? money(cost.usd, cost.estimated) : unknown,
      time,
      sum: isDuplicate(event),
    };
  }
  const calls = [...subtree(node)].flatMap(({ event: below }) =>
    below.type === 'llm' && !isDuplicate(below) ? [below] : [],
  );
  if (calls.length === 0) return { tokens: '', cached: '', cost: '', time, sum: true };
  const { usd, unpricedCalls, estimated } = sumCosts(calls);
  return {
    ...tokenTexts(sumTokens(calls.map(({ usage }) => usage)), calls.some(isEstimated)),
    cost: usd === null ? unknown : money(usd, estimated, unpricedCalls > 0),
    time,
    sum: true,
  };
}

function tokenTexts(
  usage: TokenUsage | null,
  estimated: boolean,
): Pick<Metrics, 'tokens' | 'cached'> {
  const cached = usage?.cacheReadInputTokens ?? 0;
  return {
    tokens: usage ? formatTokens(usage, formatCount, estimated) : unknown,
    cached: cached > 0 ? formatCount(cached) : '',
  };
}

/** `1,234→56`; with `~` before it where that is an estimate, or has one in it. */
export function formatTokens(
  usage: TokenUsage,
  format: typeof formatCount | typeof formatShortCount,
  estimated: boolean,
): string {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === null && outputTokens === null) return unknown;
  const side = (count: number | null) => (count === null ? '?' : format(count));
  return `${estimated ? '~' : ''}${side(inputTokens)}→${side(outputTokens)}`;
}

/** `~` before an estimate, `+` after a sum that lacks something. */
export function money(usd: number, estimated: boolean, more = false): string {
  return `${estimated ? '~' : ''}${formatMoney(usd)}${more ? '+' : ''}`;
}

function timeOf(event: AgentOpsEvent, now: number): string {
  if (event.type === 'error') return '';
  if (event.endTime !== undefined) return formatDuration(event.endTime - event.startTime);
  return event.status === 'running' ? `${formatDuration(now - event.startTime)}…` : unknown;
}
