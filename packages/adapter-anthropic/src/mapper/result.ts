import type { EventFields, TokenUsage } from '@agentops/core';
import { GEN_AI_RESPONSE_ID } from '@agentops/semconv';
import { readNumber, readObject, readString } from '@agentops/stainless';

/** What a message says besides its content, whole or at the end of a stream. */
export function resultFields(response: Record<string, unknown>, usage: unknown): EventFields {
  const id = readString(response.id);
  const stopReason = readString(response.stop_reason);
  return {
    responseModel: readString(response.model) ?? null,
    finishReasons: stopReason === undefined ? [] : [stopReason],
    ...usageFields(usage),
    attributes: id === undefined ? {} : { [GEN_AI_RESPONSE_ID]: id },
  };
}

/** Anthropic's `input_tokens` leaves cached tokens out; OpenTelemetry's includes them. */
function usageFields(value: unknown): EventFields {
  const usage = readObject(value);
  const uncached = readNumber(usage.input_tokens);
  const output = readNumber(usage.output_tokens);
  if (uncached === null && output === null) return { usage: null, usageSource: 'none' };
  const cacheRead = readNumber(usage.cache_read_input_tokens);
  const cacheCreation = readNumber(usage.cache_creation_input_tokens);
  const tokens: TokenUsage = {
    inputTokens: uncached === null ? null : uncached + (cacheRead ?? 0) + (cacheCreation ?? 0),
    outputTokens: output,
    cacheReadInputTokens: cacheRead,
    cacheCreationInputTokens: cacheCreation,
    // From 1.0 on.
    reasoningOutputTokens: readNumber(readObject(usage.output_tokens_details).thinking_tokens),
  };
  return { usage: tokens, usageSource: 'provider' };
}
