import type { AgentOpsEvent, SessionData } from '@agentops/core';
import {
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
} from '../gen-ai.ts';
import {
  ERROR_TYPE,
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
  SERVICE_NAME,
  SESSION_ID,
} from '../general.ts';
import type { Attributes, Span, SpanEvent } from '../span.ts';
import {
  AGENTOPS_EVENT_FIELDS,
  AGENTOPS_EVENT_ID,
  AGENTOPS_SESSION_FIELDS,
  contentAttributes,
  ownNames,
} from './own-attributes.ts';
import { spanIdOf, traceIdOf } from './span-ids.ts';

/** OTLP's numbers. */
const internal = 1;
const client = 3;
const unset = 0;
const ok = 1;
const failure = 2;

type Event = AgentOpsEvent & { sessionId: string };

/**
 * One span for an event, in OpenTelemetry's current conventions for generative AI; what these have no word for is under
 * `agentops.*`, so that `mapOwnSpan` gives the same event again. `session`: told with this span, which one span of an export
 * should. `resource`: see `toResource`.
 */
export function toSpan(event: Event, resource: Attributes, session?: SessionData): Span {
  const { sessionId, parentId, endTime, status } = event;
  const failed = status === 'error';
  return {
    traceId: traceIdOf(sessionId),
    spanId: spanIdOf(event.id),
    ...(isText(parentId) ? { parentSpanId: spanIdOf(parentId) } : {}),
    name: nameOf(event),
    kind: event.type === 'llm' ? client : internal,
    startTime: event.startTime,
    endTime: endTime ?? 0,
    statusCode: failed ? failure : status === 'ok' ? ok : unset,
    ...(failed && event.type === 'error' ? { statusMessage: event.message } : {}),
    attributes: {
      ...event.attributes,
      ...definedOnly(standardAttributes(event)),
      ...contentOf(event),
      ...ourAttributes(event),
      ...(session ? { [AGENTOPS_SESSION_FIELDS]: sessionFields(session) } : {}),
    },
    events: event.type === 'error' ? [exceptionOf(event)] : [],
    links: [],
    resource,
    scope: { name: 'agentops' },
  };
}

/** What a session's spans say of where it ran. */
export function toResource(session: Pick<SessionData, 'hostEnv' | 'source'>): Attributes {
  return { [SERVICE_NAME]: session.source?.host ?? 'agentops', ...session.hostEnv };
}

/** What was recorded may be of other types than it should. */
function nameOf(event: Event): string {
  const name = isText(event.name) ? event.name : event.type;
  if (event.type === 'tool') return `execute_tool ${name}`;
  if (event.type !== 'llm') return name;
  return [event.operationName, event.requestModel].filter(isText).join(' ') || name;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function standardAttributes(event: Event): Attributes {
  const { sessionId, agent } = event;
  const shared = {
    [SESSION_ID]: sessionId,
    [GEN_AI_CONVERSATION_ID]: sessionId,
    [GEN_AI_AGENT_ID]: agent?.id,
    [GEN_AI_AGENT_NAME]: agent?.name,
    [ERROR_TYPE]: event.attributes[ERROR_TYPE],
  };
  switch (event.type) {
    case 'llm':
      return {
        ...shared,
        [GEN_AI_OPERATION_NAME]: event.operationName,
        [GEN_AI_PROVIDER_NAME]: event.provider,
        [GEN_AI_REQUEST_MODEL]: event.requestModel,
        [GEN_AI_RESPONSE_MODEL]: event.responseModel,
        [GEN_AI_RESPONSE_FINISH_REASONS]: event.finishReasons,
        [GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]:
          typeof event.timeToFirstChunkMs === 'number'
            ? event.timeToFirstChunkMs / 1000
            : undefined,
        [GEN_AI_USAGE_INPUT_TOKENS]: event.usage?.inputTokens,
        [GEN_AI_USAGE_OUTPUT_TOKENS]: event.usage?.outputTokens,
        [GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: event.usage?.cacheReadInputTokens,
        [GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS]: event.usage?.cacheCreationInputTokens,
        [GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: event.usage?.reasoningOutputTokens,
      };
    case 'tool':
      return {
        ...shared,
        [GEN_AI_OPERATION_NAME]: 'execute_tool',
        [GEN_AI_TOOL_NAME]: event.name,
        [GEN_AI_TOOL_CALL_ID]: event.callId,
      };
    case 'error':
      return { ...shared, [ERROR_TYPE]: event.errorType };
    default:
      return shared;
  }
}

function contentOf(event: Event): Attributes {
  const content: Attributes = {};
  for (const [field, name] of Object.entries(contentAttributes)) {
    const value = (event as unknown as Record<string, unknown>)[field];
    if (value !== undefined) content[name] = JSON.stringify(value);
  }
  return content;
}

function ourAttributes(event: Event): Attributes {
  const { id, sessionId, parentId, attributes, attribution, ...fields } = event;
  const hidden = Object.entries(attributes).filter(([name]) => ownNames.has(name));
  const rest = Object.entries(fields).filter(([field]) => !Object.hasOwn(contentAttributes, field));
  const all = { ...Object.fromEntries(rest), attributes: Object.fromEntries(hidden) };
  return {
    [AGENTOPS_EVENT_ID]: id,
    [AGENTOPS_EVENT_FIELDS]: JSON.stringify(all),
  };
}

function sessionFields(session: SessionData): string {
  const { name, tags, agents, attributes, endState, endStateRaw, endStateReason } = session;
  const fields = { name, tags, agents, attributes, endState, endStateRaw, endStateReason };
  return JSON.stringify(fields);
}

function exceptionOf(event: Extract<AgentOpsEvent, { type: 'error' }>): SpanEvent {
  return {
    name: EXCEPTION,
    time: event.startTime,
    attributes: definedOnly({
      [EXCEPTION_TYPE]: event.errorType,
      [EXCEPTION_MESSAGE]: event.message,
      [EXCEPTION_STACKTRACE]: event.stack,
    }),
  };
}

function definedOnly(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null),
  );
}
