import { type DestinationReport, labelOf, overdue } from '../doctor/destination-report.ts';
import { formatAgo } from '../format/duration.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import { withheldText } from './withheld.ts';

/** Each destination, and under it what became of the records that were meant for it. */
export function destinationLines(
  destinations: readonly DestinationReport[],
  now: number,
): Span[][] {
  if (destinations.length === 0) {
    return [[span('none: what is recorded stays here', 'dim')]];
  }
  return destinations.flatMap((destination) => [
    [markOf(destination, now), span(nameOf(destination), 'bold')],
    [span('  '), span(facts(destination, now).join(' · '), 'dim')],
    ...(destination.abandonedSince === null
      ? []
      : [[span('  to send it: ', 'dim'), span(destination.drainCommand)]]),
    ...failureLines(destination, now),
    ...refusalLines(destination),
  ]);
}

/** With its kind before it, where the name does not say it. */
function nameOf(destination: DestinationReport): string {
  const { kind } = destination;
  const name = oneLine(labelOf(destination));
  return kind === null || kind === 'agentops' ? name : `${kind} ${name}`;
}

function markOf(destination: DestinationReport, now: number): Span {
  const { refused, lostBytes, seen, abandonedSince, failure, pendingBytes } = destination;
  const isProblem = refused > seen.refused || lostBytes > seen.lostBytes;
  if (isProblem || overdue(destination, now)) return span('✗ ', 'red');
  if (abandonedSince !== null || failure) return span('! ', 'yellow');
  return pendingBytes > 0 ? span('… ', 'cyan') : span('✓ ', 'green');
}

function facts(destination: DestinationReport, now: number): string[] {
  const { sentRecords, lastSentTime, pendingBytes, pendingWriters, lostBytes, seen } = destination;
  const sent = `sent ${plural(sentRecords, 'record')}${withheldText(destination.withheldSessions)}`;
  const last = lastSentTime === null ? '' : `, last ${formatAgo(lastSentTime, now)}`;
  const of = plural(pendingWriters, 'process', 'processes');
  const waits = destination.abandonedSince === null ? '' : ', with no program running to send it';
  return [
    sentRecords === 0 ? 'nothing sent yet' : `${sent}${last}`,
    pendingBytes === 0
      ? 'nothing pending'
      : `pending ${formatBytes(pendingBytes)} of ${of}${waits}`,
    ...(lostBytes === 0
      ? []
      : [`lost ${formatBytes(lostBytes)}${seenOf(lostBytes, seen.lostBytes, formatBytes)}`]),
  ];
}

function failureLines(destination: DestinationReport, now: number): Span[][] {
  const { failure } = destination;
  if (!failure) return [];
  const text = `the last try failed, ${formatAgo(failure.time, now)}: ${oneLine(failure.reason)}`;
  return [[span('  '), span(text, overdue(destination, now) ? 'red' : 'yellow')]];
}

function refusalLines({ refused, refusal, seen }: DestinationReport): Span[][] {
  if (refused === 0) return [];
  const count = `${formatCount(refused)}${seenOf(refused, seen.refused, formatCount)}`;
  const text = `refused ${count}: ${oneLine(refusal ?? 'it said no more')}`;
  return [[span('  '), span(text, refused > seen.refused ? 'red' : 'dim')]];
}

function seenOf(all: number, seen: number, format: (count: number) => string): string {
  if (seen === 0) return '';
  return seen === all ? ' (seen)' : ` (${format(seen)} seen)`;
}
