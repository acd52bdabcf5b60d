/** Names that OpenTelemetry's conventions for generative AI had before, or that senders use as if they were of them. */

/** Before `gen_ai.provider.name`. */
export const GEN_AI_SYSTEM = 'gen_ai.system';
export const GEN_AI_USAGE_PROMPT_TOKENS = 'gen_ai.usage.prompt_tokens';
export const GEN_AI_USAGE_COMPLETION_TOKENS = 'gen_ai.usage.completion_tokens';
export const GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT = 'gen_ai.usage.cache_read_input_tokens';
export const GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT =
  'gen_ai.usage.cache_creation_input_tokens';
export const GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = 'gen_ai.usage.cache_write_input_tokens';
export const GEN_AI_USAGE_INPUT_TOKENS_CACHED = 'gen_ai.usage.input_tokens.cached';
export const GEN_AI_USAGE_OUTPUT_TOKENS_REASONING = 'gen_ai.usage.output_tokens.reasoning';
export const GEN_AI_USAGE_REASONING_TOKENS = 'gen_ai.usage.reasoning_tokens';

/** Followed by a number and a field: `gen_ai.prompt.0.content`. */
export const GEN_AI_PROMPT_PREFIX = 'gen_ai.prompt.';
export const GEN_AI_COMPLETION_PREFIX = 'gen_ai.completion.';
/** All messages as one JSON text. */
export const GEN_AI_PROMPT = 'gen_ai.prompt';
export const GEN_AI_COMPLETION = 'gen_ai.completion';
export const GEN_AI_CONTENT_PROMPT = 'gen_ai.content.prompt';
export const GEN_AI_CONTENT_COMPLETION = 'gen_ai.content.completion';

export const GEN_AI_RESPONSE_FINISH_REASON = 'gen_ai.response.finish_reason';
export const GEN_AI_RESPONSE_STOP_REASON = 'gen_ai.response.stop_reason';
export const GEN_AI_REQUEST_STREAM = 'gen_ai.request.stream';
export const GEN_AI_REQUEST_STREAMING = 'gen_ai.request.streaming';
export const GEN_AI_REQUEST_IS_STREAM = 'gen_ai.request.is_stream';
/** Seconds. */
export const GEN_AI_SERVER_TIME_TO_FIRST_TOKEN = 'gen_ai.server.time_to_first_token';
/** Seconds. */
export const GEN_AI_OPERATION_TIME_TO_FIRST_CHUNK = 'gen_ai.operation.time_to_first_chunk';
/** Seconds. Of `@ai-sdk/otel`. */
export const GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK =
  'gen_ai.client.operation.time_to_first_chunk';
/** Seconds. */
export const GEN_AI_STREAMING_TIME_TO_FIRST_TOKEN = 'gen_ai.streaming.time_to_first_token';

/** Names of span events, each of them a message. */
export const GEN_AI_EVENT_CONTENT = 'gen_ai.event.content';
export const GEN_AI_SYSTEM_MESSAGE = 'gen_ai.system.message';
export const GEN_AI_USER_MESSAGE = 'gen_ai.user.message';
export const GEN_AI_ASSISTANT_MESSAGE = 'gen_ai.assistant.message';
export const GEN_AI_TOOL_MESSAGE = 'gen_ai.tool.message';
export const GEN_AI_CHOICE = 'gen_ai.choice';
/** The newer span event that carries `gen_ai.input.messages` and its like. */
export const GEN_AI_INFERENCE_DETAILS = 'gen_ai.client.inference.operation.details';
