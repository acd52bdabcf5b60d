/** Names that AgentOps' own SDKs send: Python 0.4.x and npm 0.1.0. */

export const AGENTOPS_SPAN_KIND = 'agentops.span.kind';
/** Followed by the kind and `.input` or `.output`. */
export const AGENTOPS_PREFIX = 'agentops.';
export const AGENTOPS_ENTITY_NAME = 'agentops.entity.name';
/** From 0.4.3 on. */
export const OPERATION_NAME = 'operation.name';
/** Of 0.4.2. */
export const AGENTOPS_OPERATION_NAME = 'agentops.operation.name';
export const AGENTOPS_TAGS = 'agentops.tags';
export const AGENTOPS_SESSION_END_STATE = 'agentops.session.end_state';
export const AGENTOPS_LEGACY_END_STATE_REASON = 'agentops.legacy.end_state_reason';
export const TRACE_METADATA_PREFIX = 'trace.metadata.';

export const AGENT_ID = 'agent.id';
export const AGENT_NAME = 'agent.name';
export const AGENT_ROLE = 'agent.role';

export const TOOL_NAME = 'tool.name';
export const TOOL_PARAMETERS = 'tool.parameters';
export const TOOL_RESULT = 'tool.result';
export const TOOL_CALL_ID = 'tool.call.id';

/** `chat`, `completion`, `embedding`, … */
export const GEN_AI_REQUEST_TYPE = 'gen_ai.request.type';
export const GEN_AI_REQUEST_FUNCTIONS_PREFIX = 'gen_ai.request.functions.';
export const GEN_AI_REQUEST_TOOLS_PREFIX = 'gen_ai.request.tools.';
export const GEN_AI_REQUEST_SYSTEM_INSTRUCTION = 'gen_ai.request.system_instruction';
export const GEN_AI_REQUEST_INSTRUCTIONS = 'gen_ai.request.instructions';
export const GEN_AI_USAGE_TOTAL_TOKENS = 'gen_ai.usage.total_tokens';

/** Of the npm package. */
export const FUNCTION_NAME = 'function.name';
export const FUNCTION_INPUT = 'function.input';
export const FUNCTION_OUTPUT = 'function.output';
export const RESPONSE_ID = 'response.id';
export const RESPONSE_INPUT = 'response.input';

/** Of the resource. */
export const AGENTOPS_PROJECT_ID = 'agentops.project.id';

/** What OpenTelemetry had before, and the Python SDK still writes. */
export {
  GEN_AI_COMPLETION_PREFIX,
  GEN_AI_PROMPT_PREFIX,
  GEN_AI_REQUEST_STREAMING,
  GEN_AI_RESPONSE_FINISH_REASON,
  GEN_AI_SYSTEM,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_COMPLETION_TOKENS,
  GEN_AI_USAGE_PROMPT_TOKENS,
  GEN_AI_USAGE_REASONING_TOKENS,
} from './gen-ai-earlier.ts';
