import { z } from '@hono/zod-openapi';
import { agentSchema, hostData, id, sourceSchema, time } from './parts.ts';

/** Events with all that was said in them. Newer recorders may give further fields and types. */

const maxTime = 8.64e15;
const eventTime = (description: string) => time(description).min(-maxTime).max(maxTime);
const tokens = z.number().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

const base = z.looseObject({
  id,
  type: z.string().min(1).max(512),
  sessionId: id,
  name: z.string(),
  parentId: z.string().optional(),
  agent: agentSchema.optional(),
  startTime: eventTime('When it began.'),
  endTime: eventTime('When it ended. Absent while it is open.').optional(),
  status: z.string().openapi({
    description: 'running, ok, error, cancelled or indeterminate.',
  }),
  attribution: z.string().openapi({
    description: 'How it found its session: handle, host-id, context, sole or none.',
  }),
  source: sourceSchema,
  content: z.string().optional().openapi({
    description:
      'What became of its content where it is not all here: off, pending, lost, partial.',
  }),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  logs: z.unknown().optional(),
  attributes: hostData('Anything else, under OpenTelemetry’s names where there is one.'),
});

const message = z.looseObject({
  role: z.string(),
  parts: z.array(z.looseObject({ type: z.string() })),
  name: z.string().optional(),
  finish_reason: z.string().optional(),
});

const actionEvent = base
  .extend({
    type: z.literal('action'),
    actionType: z.string(),
    screenshot: z.string().optional(),
  })
  .openapi('ActionEvent');

const llmEvent = base
  .extend({
    type: z.literal('llm'),
    operationName: z.string(),
    provider: z.string().nullable(),
    requestModel: z.string().nullable(),
    responseModel: z.string().nullable().optional(),
    inputMessages: z.array(message).nullable(),
    outputMessages: z.array(message).nullable(),
    toolDefinitions: z.unknown().optional(),
    finishReasons: z.array(z.string()),
    usage: z
      .looseObject({
        inputTokens: tokens,
        outputTokens: tokens,
        cacheReadInputTokens: tokens,
        cacheCreationInputTokens: tokens,
        reasoningOutputTokens: tokens,
      })
      .nullable(),
    usageSource: z.string(),
    timeToFirstChunkMs: z.number().optional(),
    attempts: z.array(z.looseObject({ startTime: z.number() })),
    streamed: z.boolean(),
    threadId: z.string().optional(),
    duplicateOf: z.string().optional(),
    cost: z
      .strictObject({
        usd: z.number(),
        inputUsd: z.number(),
        outputUsd: z.number(),
        matchedModel: z.string(),
        matchedProvider: z.string(),
        estimated: z.boolean(),
        tableVersion: z.string(),
      })
      .nullable()
      .optional()
      .openapi({
        description:
          'At list prices of its day, in US dollars. Null where model or tokens are not known.',
      }),
  })
  .openapi('LLMEvent');

const toolEvent = base
  .extend({
    type: z.literal('tool'),
    kind: z.string(),
    callId: z.string().optional(),
    arguments: z.unknown().optional(),
    result: z.unknown().optional(),
  })
  .openapi('ToolEvent');

const errorEvent = base
  .extend({
    type: z.literal('error'),
    errorType: z.string(),
    message: z.string(),
    stack: z.string().optional(),
    code: z.union([z.string(), z.number()]).optional(),
    details: z.unknown().optional(),
    triggerEventId: z.string().optional(),
    triggerEventType: z.string().optional(),
  })
  .openapi('ErrorEvent');

const known = [actionEvent, llmEvent, toolEvent, errorEvent] as const;

/** Of a type that only newer recorders know. */
// Without `abort`, it would be the one complaint of an event of a known type.
const otherType = z.string().regex(/^(?!(?:action|llm|tool|error)$)/, { abort: true });

/** As the API takes it. */
export const givenEventSchema = z
  .union([...known, base.extend({ type: otherType })])
  .openapi('GivenEvent');

/** As the API gives it: a recorder may have written anything, and nothing of it is kept back. */
export const wholeEventSchema = z
  .union([
    ...known,
    z
      .looseObject({ id: z.string(), type: z.string(), sessionId: z.string() })
      .openapi('OtherEvent', { description: 'What none of the other four describes.' }),
  ])
  .openapi('Event');
