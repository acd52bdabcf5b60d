/** Names of OpenLLMetry (https://github.com/traceloop/openllmetry). */

/** `workflow`, `task`, `agent`, `tool`. */
export const TRACELOOP_SPAN_KIND = 'traceloop.span.kind';
export const TRACELOOP_WORKFLOW_NAME = 'traceloop.workflow.name';
export const TRACELOOP_ENTITY_NAME = 'traceloop.entity.name';
export const TRACELOOP_ENTITY_INPUT = 'traceloop.entity.input';
export const TRACELOOP_ENTITY_OUTPUT = 'traceloop.entity.output';
/** Followed by a name that the application chose. */
export const TRACELOOP_ASSOCIATION_PROPERTIES_PREFIX = 'traceloop.association.properties.';

/** `chat`, `completion`, `embedding`, `rerank`. */
export const LLM_REQUEST_TYPE = 'llm.request.type';
export const LLM_REQUEST_FUNCTIONS_PREFIX = 'llm.request.functions.';
export const LLM_IS_STREAMING = 'llm.is_streaming';
export const LLM_RESPONSE_FINISH_REASON = 'llm.response.finish_reason';
export const LLM_RESPONSE_STOP_REASON = 'llm.response.stop_reason';
export const LLM_USAGE_TOTAL_TOKENS = 'llm.usage.total_tokens';
export const LLM_USAGE_REASONING_TOKENS = 'llm.usage.reasoning_tokens';
