/** Names of the AI SDK's own telemetry, of its majors 4 to 6 and of 7's `LegacyOpenTelemetry` (https://github.com/vercel/ai). */

/** `ai.generateText`, `ai.generateText.doGenerate`, `ai.toolCall`, … */
export const AI_OPERATION_ID = 'ai.operationId';
export const AI_TELEMETRY_FUNCTION_ID = 'ai.telemetry.functionId';
export const AI_TELEMETRY_METADATA_PREFIX = 'ai.telemetry.metadata.';

export const AI_MODEL_ID = 'ai.model.id';
export const AI_MODEL_PROVIDER = 'ai.model.provider';

export const AI_PROMPT = 'ai.prompt';
export const AI_PROMPT_MESSAGES = 'ai.prompt.messages';
export const AI_PROMPT_TOOLS = 'ai.prompt.tools';
export const AI_VALUE = 'ai.value';
export const AI_VALUES = 'ai.values';

export const AI_RESPONSE_MODEL = 'ai.response.model';
export const AI_RESPONSE_FINISH_REASON = 'ai.response.finishReason';
export const AI_RESPONSE_TEXT = 'ai.response.text';
export const AI_RESPONSE_REASONING = 'ai.response.reasoning';
export const AI_RESPONSE_TOOL_CALLS = 'ai.response.toolCalls';
export const AI_RESPONSE_OBJECT = 'ai.response.object';
export const AI_RESPONSE_MS_TO_FIRST_CHUNK = 'ai.response.msToFirstChunk';

export const AI_USAGE_INPUT_TOKENS = 'ai.usage.inputTokens';
export const AI_USAGE_OUTPUT_TOKENS = 'ai.usage.outputTokens';
/** Of major 4, and of objects later on. */
export const AI_USAGE_PROMPT_TOKENS = 'ai.usage.promptTokens';
export const AI_USAGE_COMPLETION_TOKENS = 'ai.usage.completionTokens';
/** Of embeddings. */
export const AI_USAGE_TOKENS = 'ai.usage.tokens';
export const AI_USAGE_CACHED_INPUT_TOKENS = 'ai.usage.cachedInputTokens';
export const AI_USAGE_CACHE_READ_TOKENS = 'ai.usage.inputTokenDetails.cacheReadTokens';
export const AI_USAGE_CACHE_WRITE_TOKENS = 'ai.usage.inputTokenDetails.cacheWriteTokens';
export const AI_USAGE_REASONING_TOKENS = 'ai.usage.reasoningTokens';
export const AI_USAGE_REASONING_TOKENS_OF_OUTPUT = 'ai.usage.outputTokenDetails.reasoningTokens';

export const AI_TOOL_CALL_NAME = 'ai.toolCall.name';
export const AI_TOOL_CALL_ID = 'ai.toolCall.id';
export const AI_TOOL_CALL_ARGS = 'ai.toolCall.args';
export const AI_TOOL_CALL_RESULT = 'ai.toolCall.result';
