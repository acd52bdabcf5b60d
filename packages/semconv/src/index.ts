export {
  AGENTOPS_ATTRIBUTION_CONFLICT,
  AGENTOPS_INDETERMINATE_REASON,
  AGENTOPS_PROVIDER_SOURCE,
  AGENTOPS_RAW_RESPONSE,
  AGENTOPS_SPAN_LINKS,
  AGENTOPS_STREAM_ABANDONED,
  AGENTOPS_UNATTRIBUTED,
} from './agentops.ts';
export {
  GEN_AI_AGENT_ID,
  GEN_AI_AGENT_NAME,
  GEN_AI_CONVERSATION_ID,
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OPERATION_NAME,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_OUTPUT_TYPE,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_CHOICE_COUNT,
  GEN_AI_REQUEST_ENCODING_FORMATS,
  GEN_AI_REQUEST_FREQUENCY_PENALTY,
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_REQUEST_PRESENCE_PENALTY,
  GEN_AI_REQUEST_SEED,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_K,
  GEN_AI_REQUEST_TOP_P,
  GEN_AI_RESPONSE_FINISH_REASONS,
  GEN_AI_RESPONSE_ID,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  GEN_AI_SYSTEM_INSTRUCTIONS,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_TOOL_CALL_ID,
  GEN_AI_TOOL_CALL_RESULT,
  GEN_AI_TOOL_DEFINITIONS,
  GEN_AI_TOOL_NAME,
  GEN_AI_TOOL_TYPE,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from './gen-ai.ts';
export {
  ERROR_TYPE,
  HTTP_RESPONSE_STATUS_CODE,
  SERVER_ADDRESS,
  SERVER_PORT,
  SERVICE_NAME,
  SESSION_ID,
} from './general.ts';
export { mapSpan } from './map-span.ts';
export type { Dialect, MappedEnd, MappedEvent, MappedSession, MappedSpan } from './mapped-span.ts';
export type { Attributes, Span, SpanEvent, SpanLink } from './span.ts';
export { type ExtraDialect, extraDialects } from './to-span/extra-dialects.ts';
export { mapOwnSpan } from './to-span/map-own-span.ts';
export { encodeAttributes, encodeSpan } from './to-span/otlp-json.ts';
export { spanIdOf, traceIdOf } from './to-span/span-ids.ts';
export {
  type SpanEventData,
  type SpanOptions,
  toResource,
  toSessionSpan,
  toSpan,
} from './to-span/to-span.ts';
