import type { Buckets } from '../projection/check-query.ts';
import { addTotals, emptyTotals } from '../projection/totals.ts';
import type { EventSummary, SessionSummary, TimelineBucket } from '../reader.ts';

export function timelineOf(
  buckets: Buckets,
  bucketMs: number,
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
  return timeline;
}
