import { z } from '@hono/zod-openapi';
import { time } from './parts.ts';
import { totalsFields } from './totals.ts';

const milliseconds = z.number();

const percentiles = {
  count: z.number(),
  p50: milliseconds,
  p90: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  max: milliseconds,
};

export const timelineSchema = z.strictObject({
  buckets: z.array(
    z
      .strictObject({
        start: time('Its beginning.'),
        sessions: z.number(),
        failedSessions: z.number(),
        ...totalsFields,
        latency: z.strictObject(percentiles).nullable().optional().openapi({
          description: 'Where `latencyOf` is given. Null where no such event has ended.',
        }),
      })
      .openapi('TimelineBucket'),
  ),
});

export const latencySchema = z.strictObject({
  groups: z.array(
    z
      .strictObject({
        key: z.string(),
        ...percentiles,
        errorCount: z.number(),
        timeToFirstChunkP50: milliseconds.nullable(),
        timeToFirstChunkP95: milliseconds.nullable(),
      })
      .openapi('LatencyGroup', { description: 'Milliseconds; of events that ended.' }),
  ),
});

export const errorGroupSchema = z
  .strictObject({
    fingerprint: z.string(),
    errorType: z.string(),
    message: z.string(),
    count: z.number(),
    sessions: z.number(),
    firstSeen: time('First of them.'),
    lastSeen: time('Last of them.'),
    lastEventId: z.string(),
    lastSessionId: z.string(),
  })
  .openapi('ErrorGroup', { description: 'Errors of the same type and message, numbers aside.' });

export const facetSchema = z.strictObject({
  values: z.array(z.strictObject({ value: z.string(), count: z.number() })),
});
