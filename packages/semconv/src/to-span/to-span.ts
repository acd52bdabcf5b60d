import type { AgentOpsEvent, SessionData } from '@agentops/core';
import {
  GEN_AI_AGENT_ID,
  GEN_AI_AGENT_NAME,
  GEN_AI_CONVERSATION_ID,
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OPERATION_NAME,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_FINISH_REASONS,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  GEN_AI_SYSTEM_INSTRUCTIONS,
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
import type { Attributes, Span, SpanEvent, SpanLink } from '../span.ts';
import { attributesIn, type ExtraDialect, isNameIn } from './extra-dialects.ts';
import {
  AGENTOPS_EVENT_FIELDS,
  AGENTOPS_EVENT_ID,
  AGENTOPS_SESSION_FIELDS,
  AGENTOPS_SESSION_ID,
  contentAttributes,
  ownNames,
} from './own-attributes.ts';
import { spanIdOf, traceIdOf } from './span-ids.ts';

/** OTLP's numbers. */
const internal = 1;
const client = 3;
const unset = 0;
const ok = 1;
const failed = 2;

/** An event that is in a session. */
export type SpanEventData = AgentOpsEvent & { sessionId: string };
type Event = SpanEventData;
type Failure = Extract<AgentOpsEvent, { type: 'error' }>;

export interface SpanOptions {
  /** Conventions to follow beside OpenTelemetry's, for receivers that read those. @default none */
  dialects?: readonly ExtraDialect[];
  /** Errors that this event is the trigger of, told as exceptions of its span instead of by spans of their own. */
  errors?: readonly Failure[];
  /** The session has a span of its own (`toSessionSpan`): what has no parent is under that. @default false */
  underSession?: boolean;
  /** Spans of other traces that this one belongs to. */
  links?: readonly SpanLink[];
}

/**
 * One span for an event, in OpenTelemetry's current conventions for generative AI; what these have no word for is under
 * `agentops.*`, so that `mapOwnSpan` gives the same event again. `session`: told with this span, which one span of an export
 * should. `resource`: see `toResource`.
 */
export function toSpan(
  event: Event,
  resource: Attributes,
  session?: SessionData,
  { dialects = [], errors = [], underSession = false, links = [] }: SpanOptions = {},
): Span {
  const { sessionId, parentId, endTime, status } = event;
  const isFailed = status === 'error';
  const failure = event.type === 'error' ? event : errors[0];
  const parentSpanId = isText(parentId) ? parentId : underSession ? sessionId : undefined;
  return {
    traceId: traceIdOf(sessionId),
    spanId: spanIdOf(event.id),
    ...(parentSpanId === undefined ? {} : { parentSpanId: spanIdOf(parentSpanId) }),
    name: nameOf(event),
    kind: event.type === 'llm' ? client : internal,
    startTime: event.startTime,
    endTime: endTime ?? 0,
    statusCode: isFailed ? failed : status === 'ok' ? ok : unset,
    ...(isFailed && failure ? { statusMessage: failure.message } : {}),
    attributes: {
      ...event.attributes,
      ...definedOnly(standardAttributes(event)),
      ...contentOf(event),
      ...attributesIn(dialects, event),
      ...ourAttributes(event, dialects),
      ...(session ? { [AGENTOPS_SESSION_FIELDS]: sessionFields(session) } : {}),
    },
    events: event.type === 'error' ? [exceptionOf(event)] : errors.map(ownExceptionOf),
    links: [...links],
    resource,
    scope: { name: 'agentops' },
  };
}

/** The span of a session that is over: the root of its trace. `mapOwnSpan` gives the session again, and no event. */
export function toSessionSpan(session: SessionData, resource: Attributes): Span {
  const { id, name, startTime, endTime = startTime, endState, endStateReason } = session;
  const isFailed = endState === 'Fail';
  return {
    traceId: traceIdOf(id),
    spanId: spanIdOf(id),
    name: isText(name) ? name : 'session',
    kind: internal,
    startTime,
    endTime,
    statusCode: isFailed ? failed : endState === 'Success' ? ok : unset,
    ...(isFailed && isText(endStateReason) ? { statusMessage: endStateReason } : {}),
    attributes: {
      ...Object.fromEntries(
        Object.entries(session.attributes).filter(([attribute]) => !ownNames.has(attribute)),
      ),
      [SESSION_ID]: id,
      [GEN_AI_CONVERSATION_ID]: id,
      [AGENTOPS_SESSION_ID]: id,
      [AGENTOPS_SESSION_FIELDS]: sessionFields(session),
    },
    events: [],
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

const contentEntries = Object.entries(contentAttributes);

function contentOf(event: Event | Failure): Attributes {
  const content: Attributes = {};
  for (const [field, name] of contentEntries) {
    const value = (event as unknown as Record<string, unknown>)[field];
    if (value !== undefined && value !== null) content[name] = JSON.stringify(value);
  }
  if (event.type === 'llm') Object.assign(content, instructionsOf(event));
  return content;
}

/** Those whose API takes them apart from the conversation. The others' are messages like any. */
const takesInstructions = /^(?:anthropic|aws\.bedrock|gcp\.)/;

function instructionsOf({ provider, inputMessages }: Extract<Event, { type: 'llm' }>): Attributes {
  if (!Array.isArray(inputMessages) || !takesInstructions.test(String(provider))) return {};
  const [first, ...rest] = inputMessages;
  const isPlain = first?.role === 'system' && Object.keys(first).join() === 'role,parts';
  if (!isPlain) return {};
  return {
    [GEN_AI_SYSTEM_INSTRUCTIONS]: JSON.stringify(first.parts),
    [GEN_AI_INPUT_MESSAGES]: JSON.stringify(rest),
  };
}

function ourAttributes(
  event: Event | Failure,
  dialects: readonly ExtraDialect[],
  toldElsewhere: readonly string[] = [],
): Attributes {
  const { id, attributes } = event;
  const all: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event)) {
    if (value === undefined || toldByPlace.has(field) || toldElsewhere.includes(field)) continue;
    // Null is no content. It is told, so that the event is the same again.
    if (value === null || !Object.hasOwn(contentAttributes, field)) all[field] = value;
  }
  const hidden: Attributes = {};
  for (const name of Object.keys(attributes)) {
    if (ownNames.has(name) || isNameIn(dialects, name)) hidden[name] = attributes[name];
  }
  all.attributes = hidden;
  return {
    [AGENTOPS_EVENT_ID]: id,
    [AGENTOPS_EVENT_FIELDS]: JSON.stringify(all),
  };
}

/** Fields that the span itself tells, or its attributes. */
const toldByPlace: ReadonlySet<string> = new Set(['id', 'sessionId', 'attributes', 'attribution']);

function sessionFields(session: SessionData): string {
  const { name, tags, agents, attributes, hostEnv, source } = session;
  const { endState, endStateRaw, endStateReason } = session;
  const end = { endState, endStateRaw, endStateReason };
  return JSON.stringify({ name, tags, agents, attributes, hostEnv, source, ...end });
}

function exceptionOf(event: Failure): SpanEvent {
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

/** With what makes it the same error event again. */
function ownExceptionOf(event: Failure): SpanEvent {
  const exception = exceptionOf(event);
  const own = ourAttributes(event, [], ['errorType', 'message', 'stack']);
  const attributes = { ...event.attributes, ...exception.attributes, ...contentOf(event), ...own };
  return { ...exception, attributes };
}

function definedOnly(attributes: Attributes): Attributes {
  const defined: Attributes = {};
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value !== undefined && value !== null) defined[name] = value;
  }
  return defined;
}
