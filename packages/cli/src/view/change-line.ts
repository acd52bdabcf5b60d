import type { SessionData } from '@agentops/core';
import type { Change } from '../changes.ts';
import { formatClock } from '../format/duration.ts';
import { type Span, span, spansWidth, truncateSpans } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import type { Totals } from '../totals.ts';
import { metricsOf, money } from './metrics.ts';
import { countsText } from './session-header.ts';
import { endStateSpans } from './status.ts';
import { eventTitle, titleExtra } from './title.ts';

export interface ChangeLineOptions {
  width: number;
  now: number;
  shortId: string;
  /** How many events this one is under. */
  depth: number;
  /** What a session has come to. */
  totalsOf: (session: SessionData) => Totals;
}

const deepest = 8;

/** One line of `agentops tail`. */
export function changeLine(change: Change, options: ChangeLineOptions): Span[] {
  const { width, shortId, depth } = options;
  const head = [
    span(`${formatClock(change.time)} `, 'dim'),
    span(`${shortId} `, 'cyan'),
    span('  '.repeat(Math.min(depth, deepest))),
  ];
  const right = numbers(change, options.now);
  const room = width - spansWidth(head) - spansWidth(right);
  const left = truncateSpans(what(change, options), room);
  const blanks = right.length > 0 ? ' '.repeat(Math.max(0, room - spansWidth(left))) : '';
  return [...head, ...left, span(blanks), ...right];
}

function what(change: Change, { totalsOf }: ChangeLineOptions): Span[] {
  if ('event' in change) {
    return [...eventTitle(change.event), ...titleExtra(change.event)];
  }
  const { session } = change;
  const name = span(oneLine(session.name ?? 'session'), 'bold');
  if (change.kind === 'session-start') return [span('● ', 'green'), name, span(' started', 'dim')];
  const totals = totalsOf(session);
  const { usd, estimated, unpricedCalls } = totals.cost;
  const cost =
    totals.llmCalls === 0 || usd === null ? '' : `${money(usd, estimated, unpricedCalls > 0)} · `;
  const reason = session.endStateReason ? `: ${oneLine(session.endStateReason)}` : '';
  return [
    ...endStateSpans(session),
    span(' '),
    name,
    span(reason),
    span(`  ${cost}${countsText(totals)}`, 'dim'),
  ];
}

function numbers(change: Change, now: number): Span[] {
  if (change.kind !== 'event-end') return [];
  const { tokens, cost, time } = metricsOf({ event: change.event, children: [] }, now);
  const texts = [tokens, cost, time.padStart(7)].filter((text) => text.trim() !== '');
  return texts.map((text) => span(`  ${text}`, 'dim'));
}
