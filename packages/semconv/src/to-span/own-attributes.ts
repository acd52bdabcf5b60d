import { AGENTOPS_USAGE_ESTIMATED } from '../agentops.ts';
import {
  GEN_AI_AGENT_ID,
  GEN_AI_AGENT_NAME,
  GEN_AI_CONVERSATION_ID,
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OPERATION_NAME,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_FINISH_REASONS,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  GEN_AI_SYSTEM_INSTRUCTIONS,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_TOOL_CALL_ID,
  GEN_AI_TOOL_CALL_RESULT,
  GEN_AI_TOOL_DEFINITIONS,
  GEN_AI_TOOL_NAME,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from '../gen-ai.ts';
import { ERROR_TYPE, SESSION_ID } from '../general.ts';
import { AGENTOPS_SPAN_DIALECTS } from './extra-dialects.ts';

/** Names under which an event's span says what OpenTelemetry has no word for. */

/** The event's id; a span that has it is one of ours. */
export const AGENTOPS_EVENT_ID = 'agentops.event.id';
/** JSON of those fields of the event that no other attribute tells, or not exactly. */
export const AGENTOPS_EVENT_FIELDS = 'agentops.event.fields';
/** The session's id; a span that has it stands for a session of ours. */
export const AGENTOPS_SESSION_ID = 'agentops.session.id';
/** JSON of what is known of the session besides its id. On the session's own span, and the first span of an export. */
export const AGENTOPS_SESSION_FIELDS = 'agentops.session.fields';

/** Content, each as JSON in an attribute of OpenTelemetry's, so that what removes it there removes it everywhere. */
export const contentAttributes = {
  inputMessages: GEN_AI_INPUT_MESSAGES,
  outputMessages: GEN_AI_OUTPUT_MESSAGES,
  toolDefinitions: GEN_AI_TOOL_DEFINITIONS,
  arguments: GEN_AI_TOOL_CALL_ARGUMENTS,
  result: GEN_AI_TOOL_CALL_RESULT,
  input: 'agentops.event.input',
  output: 'agentops.event.output',
  logs: 'agentops.event.logs',
  details: 'agentops.event.details',
} as const;

/** Every attribute that an event's span has of the event's fields; all others are the event's own attributes. */
export const ownNames: ReadonlySet<string> = new Set([
  AGENTOPS_EVENT_ID,
  AGENTOPS_EVENT_FIELDS,
  AGENTOPS_SESSION_FIELDS,
  AGENTOPS_SESSION_ID,
  AGENTOPS_SPAN_DIALECTS,
  AGENTOPS_USAGE_ESTIMATED,
  GEN_AI_SYSTEM_INSTRUCTIONS,
  ...Object.values(contentAttributes),
  SESSION_ID,
  ERROR_TYPE,
  GEN_AI_AGENT_ID,
  GEN_AI_AGENT_NAME,
  GEN_AI_CONVERSATION_ID,
  GEN_AI_OPERATION_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_FINISH_REASONS,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  GEN_AI_TOOL_CALL_ID,
  GEN_AI_TOOL_NAME,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
]);
