import type { IngestHealth } from '../doctor/collector-report.ts';
import { formatAgo } from '../format/duration.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';

const shownLosses = 10;

/** How a collector elsewhere fares, for people. */
export function healthLines(
  { store, receivers }: IngestHealth,
  { place, now }: { place: string; now: number },
): Span[][] {
  const { lag, losses, writers } = store;
  const alive = writers.filter(({ state }) => state === 'alive').length;
  const waiting = lag.records + lag.searchEvents;
  const took = Object.entries(receivers).map(([name, receiver]) => {
    const { records, spans, rejected, lastTime } = receiver;
    const what = spans > 0 ? plural(spans, 'span') : plural(records, 'record');
    const refused = rejected > 0 ? `, ${formatCount(rejected)} refused` : '';
    return [
      span(`  ${oneLine(name)}`),
      span(` ${what}${refused}, last ${formatAgo(lastTime, now)}`, 'dim'),
    ];
  });
  return [
    [span('Collector', 'bold')],
    [span('  ✓ ', 'green'), span(`${place} answers`)],
    [
      span(
        `    ${plural(store.sessions, 'session')}, ${plural(store.events, 'event')}, ${formatBytes(store.bytes)} in ${oneLine(store.engine)}`,
        'dim',
      ),
    ],
    [
      span(
        `    ${waiting === 0 ? 'everything can be seen' : `${formatCount(waiting)} records can't be seen yet`}, ${alive} of ${plural(writers.length, 'process', 'processes')} alive`,
        'dim',
      ),
    ],
    [],
    [span('Taken in since it was started', 'bold')],
    ...(took.length > 0 ? took : [[span('  nothing', 'dim')]]),
    [],
    ...losses
      .slice(0, shownLosses)
      .map(({ records, reason }) => [
        span('✗ ', 'red'),
        span(`${records === undefined ? 'something' : plural(records, 'record')} lost: `),
        span(oneLine(reason)),
      ]),
    losses.length === 0
      ? [span('✓ Nothing is known to be missing.', 'green')]
      : [span(`${plural(losses.length, 'loss', 'losses')} known.`, 'red', 'bold')],
  ];
}
