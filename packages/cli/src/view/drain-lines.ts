import type { DrainedWriter, DrainReport } from '@agentops/core';
import type { SessionCost } from '@agentops/exporter-agentops';
import { formatBytes, formatCount, formatMoney, plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import { withheldText } from './withheld.ts';

const shownWriters = 20;
const shownCosts = 20;
const shownReasons = 5;

/** What came of `agentops drain`: what was sent, refused and left, and what AgentOps says that sessions cost. */
export function drainLines(
  report: DrainReport,
  { destination, costs }: { destination: string; costs: readonly SessionCost[] },
): Span[][] {
  return [
    headLine(report, destination),
    ...costLines(costs),
    ...refusalLines(report),
    ...leftLines(report.writers),
    ...elsewhereLine(report),
  ];
}

function headLine(report: DrainReport, destination: string): Span[] {
  const { writers, sentRecords, withheldSessions } = report;
  const from = writers.filter((writer) => writer.sentRecords > 0);
  if (sentRecords > 0) {
    const what = `${plural(sentRecords, 'record')} of ${plural(from.length, 'process', 'processes')}`;
    const protocols = new Set(from.flatMap(({ protocol }) => protocol ?? []));
    const by = protocols.size === 0 ? '' : ` (${[...protocols].join(' and ')})`;
    return [
      span('✓ ', 'green'),
      span(`sent ${what} to ${destination}${by}${withheldText(withheldSessions)}`),
    ];
  }
  const left = writers.filter(({ unsentBytes }) => unsentBytes > 0);
  if (left.some(({ running }) => !running)) {
    return [span('✗ ', 'red'), span(`nothing was sent to ${destination}`)];
  }
  const gone = left.length > 0 ? ' of processes that are gone' : '';
  return [span('✓ ', 'green'), span(`${destination} has everything${gone}.`)];
}

function costLines(costs: readonly SessionCost[]): Span[][] {
  if (costs.length === 0) return [];
  const sum = costs.reduce((total, { costUsd }) => total + Number(costUsd), 0);
  const lines = costs
    .slice(0, shownCosts)
    .map(({ sessionId, costUsd }) => [
      span('    '),
      span(oneLine(sessionId), 'cyan'),
      span(`  ${formatMoney(Number(costUsd))}`),
    ]);
  return [
    [span(`  AgentOps says that ${plural(costs.length, 'session')} cost ${formatMoney(sum)}`)],
    ...lines,
    ...moreLine(costs.length - lines.length, '    '),
  ];
}

/** Each reason once. */
function refusalLines({ writers }: DrainReport): Span[][] {
  const byReason = new Map<string, number>();
  for (const { refused, refusal = '' } of writers) {
    if (refused > 0) byReason.set(refusal, (byReason.get(refusal) ?? 0) + refused);
  }
  const lines = [...byReason]
    .slice(0, shownReasons)
    .map(([reason, refused]) => [
      span('! ', 'yellow'),
      span(`refused ${formatCount(refused)}, for good: ${oneLine(reason)}`),
    ]);
  return [...lines, ...moreLine(byReason.size - lines.length)];
}

function leftLines(writers: readonly DrainedWriter[]): Span[][] {
  const left = writers.filter(({ unsentBytes }) => unsentBytes > 0);
  const lines = left
    .slice(0, shownWriters)
    .map((writer) => [
      writer.running ? span('… ', 'cyan') : span('✗ ', 'red'),
      span(
        `${formatBytes(writer.unsentBytes)} of ${nameOf(writer)} unsent: ${oneLine(writer.reason ?? '')}`,
      ),
    ]);
  return [...lines, ...moreLine(left.length - lines.length)];
}

function elsewhereLine({ meantElsewhere }: DrainReport): Span[][] {
  if (meantElsewhere === 0) return [];
  const of = plural(meantElsewhere, 'process', 'processes');
  const text = `  left alone: ${of} of programs that had other destinations; --all sends theirs here too`;
  return [[span(text, 'dim')]];
}

function moreLine(more: number, indent = ''): Span[][] {
  return more > 0 ? [[span(`${indent}… and ${formatCount(more)} more`, 'dim')]] : [];
}

function nameOf({ pid, hostname }: DrainedWriter): string {
  return `process ${pid ?? 'unknown'} on ${oneLine(hostname ?? 'unknown')}`;
}
