import { z } from '@hono/zod-openapi';
import { time } from './parts.ts';

const optionalText = z.string().nullable();
const optionalNumber = z.number().nullable();

const fields = {
  id: z.string(),
  sessionId: z.string(),
  type: z.string(),
  name: z.string(),
  parentId: optionalText,
  agent: optionalText,
  startTime: time('When it began.'),
  endTime: time('When it ended.').nullable(),
  durationMs: optionalNumber,
  status: z.string(),
  host: optionalText,
  adapter: optionalText,
  kind: optionalText.openapi({ description: 'Action type, operation name, or kind of tool.' }),
  model: optionalText,
  provider: optionalText,
  inputTokens: optionalNumber,
  outputTokens: optionalNumber,
  cacheReadInputTokens: optionalNumber,
  cacheCreationInputTokens: optionalNumber,
  reasoningOutputTokens: optionalNumber,
  usageEstimated: z.boolean().openapi({ description: 'No provider counted the tokens.' }),
  costUsd: optionalNumber,
  costEstimated: z.boolean(),
  timeToFirstChunkMs: optionalNumber,
  errorType: optionalText,
  preview: optionalText,
  duplicateOf: optionalText,
};

/** An event without what was said in it. */
export const eventSummarySchema = z.strictObject(fields).openapi('EventSummary');

export const searchHitSchema = z
  .strictObject({
    ...fields,
    snippet: z.string().openapi({
      description: 'The text around the match; matches stand between U+E000 and U+E001.',
    }),
  })
  .openapi('SearchHit');
