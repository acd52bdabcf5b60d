import type { Buckets } from '../projection/check-query.ts';
import { addTotals, emptyTotals } from '../projection/totals.ts';
import type { EventSummary, SessionSummary, TimelineBucket, TimelineQuery } from '../reader.ts';
import { hasLatency, percentilesOf } from './latency.ts';

export function timelineOf(
  buckets: Buckets,
  { bucketMs, latencyOf }: Pick<TimelineQuery, 'bucketMs' | 'latencyOf'>,
  events: readonly EventSummary[],
  sessions: readonly SessionSummary[],
): TimelineBucket[] {
  const timeline = Array.from(
    { length: buckets.count },
    (_, index): TimelineBucket => ({
      start: buckets.from + index * bucketMs,
      sessions: 0,
      failedSessions: 0,
      ...emptyTotals(),
      ...(latencyOf === undefined ? {} : { latency: null }),
    }),
  );
  const bucketOf = (time: number) =>
    timeline[Math.floor((time - buckets.from) / bucketMs)] as TimelineBucket;
  for (const event of events) addTotals(bucketOf(event.startTime), event, 1);
  for (const session of sessions) {
    const bucket = bucketOf(session.startTime);
    bucket.sessions++;
    if (session.state === 'Fail') bucket.failedSessions++;
  }
  const timed = events.filter((event) => event.type === latencyOf && hasLatency(event));
  for (const [bucket, members] of Map.groupBy(timed, ({ startTime }) => bucketOf(startTime))) {
    bucket.latency = percentilesOf(members);
  }
  return timeline;
}
