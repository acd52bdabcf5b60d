import type { LLMEvent, TokenUsage } from '@agentops/core';
import type { Usage } from '@pydantic/genai-prices';

/**
 * Our usage in the table's words. Both count cached tokens within the input, and reasoning within the output, so that nothing
 * is added up here. Undefined where the numbers needed are not known, or contradict each other.
 */
export function tableUsage(
  usage: TokenUsage | null,
  operationName: LLMEvent['operationName'],
): Usage | undefined {
  const input = usage?.inputTokens;
  // An embedding has no output. Of any other call that tells none, such as a broken-off stream, it is not known.
  const output = usage?.outputTokens ?? (operationName === 'embeddings' ? 0 : undefined);
  if (!usage || !isCount(input) || !isCount(output)) return undefined;
  // A provider that has no cache, or no reasoning, does not tell of it.
  const cacheRead = usage.cacheReadInputTokens ?? 0;
  const cacheWrite = usage.cacheCreationInputTokens ?? 0;
  const reasoning = usage.reasoningOutputTokens ?? 0;
  if (![cacheRead, cacheWrite, reasoning].every(isCount)) return undefined;
  if (cacheRead + cacheWrite > input || reasoning > output) return undefined;
  return {
    input_tokens: input,
    output_tokens: output,
    ...(cacheRead > 0 ? { cache_read_tokens: cacheRead } : {}),
    ...(cacheWrite > 0 ? { cache_write_tokens: cacheWrite } : {}),
    ...(reasoning > 0 ? { output_reasoning_tokens: reasoning } : {}),
  };
}

function isCount(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
