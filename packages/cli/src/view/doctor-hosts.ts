import type { DoctorReport } from '../doctor/doctor-report.ts';
import type { HostReport } from '../doctor/host-report.ts';
import { formatAgo } from '../format/duration.ts';
import { hostName } from '../format/host-name.ts';
import { plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';

const indent = '  ';

/** Each host with its version, whether its adapter is attached, and what that had to say. */
export function hostLines({ hosts }: DoctorReport, now: number): Span[][] {
  if (hosts.length === 0) {
    return [[span('none: no adapter has recorded or said anything', 'dim')]];
  }
  return hosts.flatMap((host) => {
    const state = host.attached === null ? 'unknown' : host.attached ? 'attached' : 'not attached';
    const seen = host.lastSeen === null ? '' : `, last ${formatAgo(host.lastSeen, now)}`;
    const without =
      host.llmCallsWithoutUsage > 0
        ? `, ${plural(host.llmCallsWithoutUsage, 'LLM call')} without token usage`
        : '';
    return [
      [
        mark(host.attached),
        span(oneLine(hostName(host)), 'bold'),
        span(` ${state}, ${recorded(host)}${seen}${without}`),
      ],
      [span(`${indent}${oneLine(host.adapter)}`, 'dim')],
      ...host.messages.map(({ level, message, seen }) => [
        span(indent),
        level === 'error' ? span('✗ ', seen ? 'dim' : 'red') : span('! ', seen ? 'dim' : 'yellow'),
        span(oneLine(message)),
        ...(seen ? [span(' (seen)', 'dim')] : []),
      ]),
    ];
  });
}

/** An adapter that attaches others records nothing itself, and a framework's event may stand for a provider's call. */
function recorded(host: HostReport): string {
  const { events, sharedLlmCalls, services } = host;
  const parts = [
    ...(services.length > 0 ? [`${services.length} of its services (${services.join(', ')})`] : []),
    ...(sharedLlmCalls > 0
      ? [`${plural(sharedLlmCalls, 'LLM call')} in a framework's events`]
      : []),
  ];
  if (events > 0 || parts.length === 0) parts.unshift(plural(events, 'event'));
  return parts.join(', ');
}

/** `✓`, `✗`, and `?` for what is not known. */
export function mark(good: boolean | null): Span {
  if (good === null) return span('? ', 'yellow');
  return good ? span('✓ ', 'green') : span('✗ ', 'red');
}
