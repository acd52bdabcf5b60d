import type { EventFields, TokenUsage } from '@agentops/core';
import { readNumber, readObject } from '@agentops/stainless';

/** Of chat completions: `prompt_tokens` includes cached ones, `completion_tokens` includes reasoning ones. */
export function chatUsage(value: unknown): EventFields {
  const usage = readObject(value);
  return usageFields(value, {
    inputTokens: readNumber(usage.prompt_tokens),
    outputTokens: readNumber(usage.completion_tokens),
    input: readObject(usage.prompt_tokens_details),
    output: readObject(usage.completion_tokens_details),
  });
}

/** Of responses, where the same counts have other names. */
export function responsesUsage(value: unknown): EventFields {
  const usage = readObject(value);
  return usageFields(value, {
    inputTokens: readNumber(usage.input_tokens),
    outputTokens: readNumber(usage.output_tokens),
    input: readObject(usage.input_tokens_details),
    output: readObject(usage.output_tokens_details),
  });
}

function usageFields(
  value: unknown,
  counts: {
    inputTokens: number | null;
    outputTokens: number | null;
    input: Record<string, unknown>;
    output: Record<string, unknown>;
  },
): EventFields {
  if (value === undefined || value === null) return { usage: null, usageSource: 'none' };
  const usage: TokenUsage = {
    inputTokens: counts.inputTokens,
    outputTokens: counts.outputTokens,
    cacheReadInputTokens: readNumber(counts.input.cached_tokens),
    // From openai 7 on.
    cacheCreationInputTokens: readNumber(counts.input.cache_write_tokens),
    reasoningOutputTokens: readNumber(counts.output.reasoning_tokens),
  };
  return { usage, usageSource: 'provider' };
}
