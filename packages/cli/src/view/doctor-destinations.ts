import type { DestinationReport } from '../doctor/destination-report.ts';
import { formatAgo } from '../format/duration.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';

/** Each destination, and under it what became of the records that were meant for it. */
export function destinationLines(
  destinations: readonly DestinationReport[],
  now: number,
): Span[][] {
  if (destinations.length === 0) {
    return [[span('none: what is recorded stays here', 'dim')]];
  }
  return destinations.flatMap((destination) => [
    [markOf(destination), span(nameOf(destination), 'bold')],
    [span('  '), span(facts(destination, now).join(' · '), 'dim')],
    ...(destination.abandonedSince === null
      ? []
      : [[span('  to send it: ', 'dim'), span(destination.drainCommand)]]),
    ...refusalLines(destination),
  ]);
}

/** With its kind before it, where the name does not say it. */
function nameOf({ destination, kind }: DestinationReport): string {
  const name = oneLine(destination);
  return kind === null || kind === 'agentops' ? name : `${kind} ${name}`;
}

function markOf({ refused, lostBytes, abandonedSince, pendingBytes }: DestinationReport): Span {
  if (refused > 0 || lostBytes > 0) return span('✗ ', 'red');
  if (abandonedSince !== null) return span('! ', 'yellow');
  return pendingBytes > 0 ? span('… ', 'cyan') : span('✓ ', 'green');
}

function facts(destination: DestinationReport, now: number): string[] {
  const { sentRecords, lastSentTime, pendingBytes, pendingWriters, lostBytes } = destination;
  const last = lastSentTime === null ? '' : `, last ${formatAgo(lastSentTime, now)}`;
  const of = plural(pendingWriters, 'process', 'processes');
  const waits = destination.abandonedSince === null ? '' : ', with no program running to send it';
  return [
    sentRecords === 0 ? 'nothing sent yet' : `sent ${plural(sentRecords, 'record')}${last}`,
    pendingBytes === 0
      ? 'nothing pending'
      : `pending ${formatBytes(pendingBytes)} of ${of}${waits}`,
    ...(lostBytes === 0 ? [] : [`lost ${formatBytes(lostBytes)}`]),
  ];
}

function refusalLines({ refused, refusal }: DestinationReport): Span[][] {
  if (refused === 0) return [];
  return [
    [
      span('  '),
      span(`refused ${formatCount(refused)}: ${oneLine(refusal ?? 'it said no more')}`, 'red'),
    ],
  ];
}
