import type { AgentOpsEvent, SessionData, ToldCost } from '@agentops/core';
import { labelOf } from '../doctor/destination-report.ts';
import { formatAgo, formatClock, formatDate, formatDuration } from '../format/duration.ts';
import { formatCount, plural } from '../format/number.ts';
import { type Span, span, spansWidth, truncateSpans } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import { wrap } from '../format/width.ts';
import { type Totals, totalsOf } from '../totals.ts';
import { money } from './metrics.ts';
import { endStateSpans } from './status.ts';

const labelWidth = 9;

/** What a session was, and what it comes to. */
export function headerLines(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  options: { width: number; now: number; costs?: readonly ToldCost[] },
): Span[][] {
  const { width, now, costs = [] } = options;
  const totals = totalsOf(session, events, now);
  const state = endStateSpans(session);
  const room = width - spansWidth(state) - 2;
  const name = truncateSpans([span(oneLine(session.name ?? 'session'), 'bold')], room);
  const blanks = span(' '.repeat(width - spansWidth(name) - spansWidth(state)));
  const started = `${formatDate(session.startTime)} ${formatClock(session.startTime)}`;
  const took = session.endTime === undefined ? 'running for' : 'took';
  const rows: [label: string, text: string][] = [
    ['id', session.id],
    [
      'started',
      `${started} (${formatAgo(session.startTime, now)}), ${took} ${formatDuration(totals.durationMs)}`,
    ],
    ['reason', [session.endStateRaw, session.endStateReason].filter(Boolean).join(': ')],
    ['totals', countsText(totals)],
    ['tokens', tokensText(totals)],
    ['cost', [costText(totals), ...costs.map(toldText)].filter(Boolean).join('; ')],
    ['agents', session.agents.map(agentText).join(', ')],
    ['tags', session.tags.join(', ')],
    ['host', hostText(session, events)],
  ];
  const lines = rows
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) =>
      wrap(oneLine(text), width - labelWidth).map((part, index) => [
        span((index === 0 ? label : '').padEnd(labelWidth), 'dim'),
        span(part),
      ]),
    );
  return [[...name, blanks, ...state], ...lines];
}

/** `1 round · 4 LLM calls · 2 tool calls · 1 error`. */
export function countsText({ rounds, llmCalls, toolCalls, errors, actions }: Totals): string {
  const parts = [
    rounds > 0 ? plural(rounds, 'round') : '',
    actions > rounds ? plural(actions - rounds, rounds > 0 ? 'other action' : 'action') : '',
    plural(llmCalls, 'LLM call'),
    plural(toolCalls, 'tool call'),
    plural(errors, 'error'),
  ];
  return parts.filter(Boolean).join(' · ');
}

function tokensText(totals: Totals): string {
  const { tokens, llmCalls, callsWithoutUsage, callsWithEstimatedUsage } = totals;
  const { inputTokens, outputTokens } = tokens;
  if (llmCalls === 0) return '';
  if (inputTokens === null && outputTokens === null) return 'not known';
  const side = (count: number | null, word: string, parts: [number | null, string][]) => {
    const known = parts
      .filter(([part]) => part)
      .map(([part, of]) => `${formatCount(part ?? 0)} ${of}`);
    const total = count === null ? 'unknown' : formatCount(count);
    return `${total} ${word}${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
  };
  const sides = [
    side(inputTokens, 'in', [
      [tokens.cacheReadInputTokens, 'cached'],
      [tokens.cacheCreationInputTokens, 'written to the cache'],
    ]),
    side(outputTokens, 'out', [[tokens.reasoningOutputTokens, 'reasoning']]),
  ].join(' → ');
  const estimated = callsWithEstimatedUsage > 0;
  return [
    `${estimated ? '~' : ''}${sides}`,
    ...(estimated ? [`${plural(callsWithEstimatedUsage, 'call')} estimated`] : []),
    ...(callsWithoutUsage > 0 ? [`${plural(callsWithoutUsage, 'call')} without usage`] : []),
  ].join(', ');
}

function costText({ cost, llmCalls }: Totals): string {
  if (llmCalls === 0) return '';
  const without = `${plural(cost.unpricedCalls, 'call')} without a price`;
  if (cost.usd === null) return `not known: ${without}`;
  const text = money(cost.usd, cost.estimated);
  return cost.unpricedCalls === 0 ? text : `${text}, and ${without}`;
}

/** `$7.77, as agentops (v2) says`. */
function toldText({ costUsd, destination, protocol }: ToldCost): string {
  return `$${costUsd}, as ${labelOf({ destination, protocol })} says`;
}

function agentText({ name, role }: { name: string; role?: string }): string {
  return role === undefined || role === name ? name : `${name} (${role})`;
}

/** Every host that took part: `openai 7.57.0, taskweaver`. */
function hostText(session: SessionData, events: readonly AgentOpsEvent[]): string {
  const sources = [session.source, ...events.map(({ source }) => source)];
  const names = sources
    .filter((source) => source !== null)
    .map(({ host, hostVersion }) => [host, hostVersion].filter(Boolean).join(' '));
  return [...new Set(names)].join(', ');
}
