import { InvalidQueryError } from '../errors.ts';
import type { TimelineQuery } from '../reader.ts';

const maxBuckets = 2000;

/**
 * How many items are wanted.
 * @throws InvalidQueryError where that is no whole number from 1 to `most`
 */
export function checkLimit(limit: number | undefined, usual = 50, most = 500): number {
  if (limit === undefined) return usual;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new InvalidQueryError(`limit is ${limit}: give a whole number from 1 to ${most}.`);
}

/** Whole buckets that cover a time range. */
export interface Buckets {
  /** Start of the first. */
  from: number;
  /** End of the last. */
  to: number;
  count: number;
}

/** @throws InvalidQueryError where the range is empty, or the buckets are too small for it */
export function checkTimeline(query: TimelineQuery): Buckets {
  const { from, to, bucketMs } = query;
  if (!Number.isInteger(bucketMs) || bucketMs < 1) {
    throw new InvalidQueryError(`bucketMs is ${bucketMs}: give a whole number of milliseconds.`);
  }
  if (!Number.isFinite(from) || !Number.isFinite(to) || to <= from) {
    throw new InvalidQueryError(`The time from ${from} to ${to} is empty: from must be before to.`);
  }
  const first = Math.floor(from / bucketMs);
  const last = Math.ceil(to / bucketMs);
  const count = last - first;
  if (count > maxBuckets) {
    throw new InvalidQueryError(
      `${count} buckets are too many: ${maxBuckets} is the most. Give a larger bucketMs, or less time.`,
    );
  }
  return { from: first * bucketMs, to: last * bucketMs, count };
}
