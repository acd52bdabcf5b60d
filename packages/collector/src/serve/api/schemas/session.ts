import { z } from '@hono/zod-openapi';
import { agentSchema, hostData, id, sourceSchema, time } from './parts.ts';
import { totalsFields } from './totals.ts';

const description = 'Newer recorders may give further fields.';

/** A session as it was recorded. */
export const sessionSchema = z
  .looseObject({
    id,
    name: z.string().optional(),
    tags: z.array(z.string()),
    startTime: time('When it began.'),
    endTime: time('When it ended.').optional(),
    endState: z
      .string()
      .optional()
      .openapi({ description: 'Success, Fail or Indeterminate. Absent while it is open.' }),
    endStateRaw: z.string().optional(),
    endStateReason: z.string().optional(),
    agents: z.array(agentSchema),
    hostEnv: hostData('Of the machine and process that started it.'),
    source: sourceSchema,
    attributes: hostData('What the host says of it.'),
    owner: z.string().openapi({ description: 'The writer that started it last.' }),
  })
  .openapi('Session', { description });

export const sessionSummarySchema = sessionSchema
  .extend({
    state: z.string().openapi({ description: 'open, Success, Fail or Indeterminate.' }),
    lastTime: time('When the last event of it started or ended.'),
    totals: z.strictObject(totalsFields).openapi('Totals'),
    models: z.array(z.string()),
    tools: z.array(z.string()),
  })
  .openapi('SessionSummary', { description });
