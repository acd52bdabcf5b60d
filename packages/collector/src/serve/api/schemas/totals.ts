import { z } from '@hono/zod-openapi';

const count = () => z.number();

export const totalsFields = {
  events: count(),
  actions: count(),
  rounds: count(),
  llmCalls: count(),
  toolCalls: count(),
  errors: count(),
  inputTokens: count(),
  outputTokens: count(),
  cacheReadInputTokens: count(),
  cacheCreationInputTokens: count(),
  reasoningOutputTokens: count(),
  costUsd: z.number().openapi({
    description: 'US dollars at list prices, of the calls that have a price.',
  }),
  unpricedCalls: z.number().openapi({
    description: 'LLM calls whose model or tokens are not known: their cost is missing.',
  }),
  estimatedCalls: count(),
  unmeasuredCalls: z.number().openapi({
    description: 'LLM calls whose tokens are not known: they are missing in the sums of tokens.',
  }),
  estimatedUsageCalls: z.number().openapi({
    description: 'LLM calls whose tokens are an estimate: they are in the sums of tokens.',
  }),
};
