import { z } from '@hono/zod-openapi';
import { hostData, time } from './parts.ts';

const count = z.number();

const storeHealthSchema = z
  .strictObject({
    engine: z.string(),
    schemaVersion: z.number(),
    sessions: count,
    events: count,
    records: count,
    bytes: z.number().openapi({ description: 'On disk.' }),
    lag: z.strictObject({ records: count, searchEvents: count }).openapi({
      description: 'Records that can’t be seen yet, and events that search does not find yet.',
    }),
    losses: z
      .array(
        z.strictObject({
          writer: z.string(),
          reason: z.string(),
          records: count.optional(),
          bytes: count.optional(),
        }),
      )
      .openapi({ description: 'What is known to be missing.' }),
    newer: z.record(z.string(), count).openapi({
      description: 'Records of newer formats, by version. They are kept, and shown by nobody.',
    }),
    diagnostics: z.array(
      z.strictObject({
        time: time('When it was said.'),
        level: z.string(),
        code: z.string(),
        message: z.string(),
        details: hostData('What it is about.').optional(),
      }),
    ),
    writers: z.array(
      z.strictObject({
        id: z.string(),
        state: z.string().openapi({ description: 'alive, closed or gone.' }),
        lastTime: time('Of its last record.'),
        info: hostData('The process that it is.').nullable(),
      }),
    ),
  })
  .openapi('StoreHealth');

const spoolSchema = z
  .strictObject({
    files: count,
    records: z
      .number()
      .openapi({ description: 'New to the store since the collector was started.' }),
    unreadBytes: z.number().openapi({ description: 'Written, and not yet in the store.' }),
    rejectedLines: count,
    unreadable: z
      .array(z.strictObject({ file: z.string(), reason: z.string() }))
      .openapi({ description: 'Files of which nothing more is taken in until they can be read.' }),
    failure: z
      .string()
      .nullable()
      .openapi({ description: 'Why the store took nothing when it was last tried.' }),
  })
  .openapi('SpoolState', { description: 'What programs of this machine write.' });

const otlpSchema = z
  .strictObject({
    requests: count,
    spans: count,
    rejectedSpans: count,
    metrics: z.number().openapi({ description: 'Received, and not stored; logs likewise.' }),
    logs: count,
    refused: z
      .strictObject({ malformed: count, busy: count, storeDown: count })
      .openapi({ description: 'Requests, by what they were told.' }),
  })
  .openapi('OtlpCounts', { description: 'Since the collector was started.' });

export const ingestHealthSchema = z
  .strictObject({
    store: storeHealthSchema,
    receivers: z.record(
      z.string(),
      z
        .strictObject({
          records: count,
          spans: count,
          repeated: count,
          rejected: count,
          lastTime: time('When it last took something.'),
        })
        .openapi('Receiver', { description: 'Since the collector was started.' }),
    ),
    spool: spoolSchema.nullable(),
    otlp: otlpSchema.nullable(),
    bytesInFlight: z.number(),
  })
  .openapi('IngestHealth');
