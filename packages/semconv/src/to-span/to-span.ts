import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { AGENTOPS_USAGE_ESTIMATED } from '../agentops.ts';
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
import { hostAttributes } from './host-attributes.ts';
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
  const parent = isText(parentId) ? parentId : underSession ? sessionId : undefined;
  const attributes: Attributes = { ...event.attributes };
  addStandard(attributes, event);
  addContent(attributes, event);
  if (dialects.length > 0) Object.assign(attributes, attributesIn(dialects, event));
  addOwn(attributes, event, dialects);
  if (session) attributes[AGENTOPS_SESSION_FIELDS] = sessionFields(session);
  return {
    traceId: traceIdOf(sessionId),
    spanId: spanIdOf(event.id),
    ...(parent === undefined ? {} : { parentSpanId: spanIdOf(parent) }),
    name: nameOf(event),
    kind: event.type === 'llm' ? client : internal,
    startTime: event.startTime,
    endTime: endTime ?? 0,
    statusCode: isFailed ? failed : status === 'ok' ? ok : unset,
    ...(isFailed && failure ? { statusMessage: failure.message } : {}),
    attributes,
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
  return { [SERVICE_NAME]: session.source?.host ?? 'agentops', ...hostAttributes(session.hostEnv) };
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

/** What is not known is not told. */
function add(to: Attributes, name: string, value: unknown): void {
  if (value !== undefined && value !== null) to[name] = value;
}

function addStandard(to: Attributes, event: Event): void {
  const { sessionId, agent } = event;
  add(to, SESSION_ID, sessionId);
  add(to, GEN_AI_CONVERSATION_ID, sessionId);
  add(to, GEN_AI_AGENT_ID, agent?.id);
  add(to, GEN_AI_AGENT_NAME, agent?.name);
  switch (event.type) {
    case 'llm':
      addCall(to, event);
      break;
    case 'tool':
      add(to, GEN_AI_OPERATION_NAME, 'execute_tool');
      add(to, GEN_AI_TOOL_NAME, event.name);
      add(to, GEN_AI_TOOL_CALL_ID, event.callId);
      break;
    case 'error':
      add(to, ERROR_TYPE, event.errorType);
  }
}

function addCall(to: Attributes, call: Extract<Event, { type: 'llm' }>): void {
  const { usage, timeToFirstChunkMs: firstChunk } = call;
  add(to, GEN_AI_OPERATION_NAME, call.operationName);
  add(to, GEN_AI_PROVIDER_NAME, call.provider);
  add(to, GEN_AI_REQUEST_MODEL, call.requestModel);
  add(to, GEN_AI_RESPONSE_MODEL, call.responseModel);
  add(to, GEN_AI_RESPONSE_FINISH_REASONS, call.finishReasons);
  if (typeof firstChunk === 'number') to[GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK] = firstChunk / 1000;
  add(to, GEN_AI_USAGE_INPUT_TOKENS, usage?.inputTokens);
  add(to, GEN_AI_USAGE_OUTPUT_TOKENS, usage?.outputTokens);
  add(to, GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, usage?.cacheReadInputTokens);
  add(to, GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS, usage?.cacheCreationInputTokens);
  add(to, GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, usage?.reasoningOutputTokens);
  if (usage && call.usageSource === 'estimated') to[AGENTOPS_USAGE_ESTIMATED] = true;
}

const contentEntries = Object.entries(contentAttributes);

function addContent(to: Attributes, event: Event | Failure): void {
  for (const [field, name] of contentEntries) {
    const value = (event as unknown as Record<string, unknown>)[field];
    if (value !== undefined && value !== null) to[name] = JSON.stringify(value);
  }
  if (event.type === 'llm') separateInstructions(to, event);
}

/** Those whose API takes them apart from the conversation. The others' are messages like any. */
const takesInstructions = /^(?:anthropic|aws\.bedrock|gcp\.)/;

function separateInstructions(to: Attributes, call: Extract<Event, { type: 'llm' }>): void {
  const { provider, inputMessages } = call;
  // What another process recorded may be anything.
  if (typeof provider !== 'string' || !takesInstructions.test(provider)) return;
  if (!Array.isArray(inputMessages)) return;
  const [first, ...rest] = inputMessages;
  const isPlain = first?.role === 'system' && Object.keys(first).join() === 'role,parts';
  if (!isPlain) return;
  to[GEN_AI_SYSTEM_INSTRUCTIONS] = JSON.stringify(first.parts);
  to[GEN_AI_INPUT_MESSAGES] = JSON.stringify(rest);
}

function addOwn(
  to: Attributes,
  event: Event | Failure,
  dialects: readonly ExtraDialect[],
  toldElsewhere: readonly string[] = [],
): void {
  const { id, attributes } = event;
  const all: Record<string, unknown> = {};
  const fields = event as unknown as Record<string, unknown>;
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    if (value === undefined || toldByPlace.has(field) || toldElsewhere.includes(field)) continue;
    // Null is no content. It is told, so that the event is the same again.
    if (value === null || !Object.hasOwn(contentAttributes, field)) all[field] = value;
  }
  const hidden: Attributes = {};
  for (const name of Object.keys(attributes)) {
    if (ownNames.has(name) || isNameIn(dialects, name)) hidden[name] = attributes[name];
  }
  all.attributes = hidden;
  to[AGENTOPS_EVENT_ID] = id;
  to[AGENTOPS_EVENT_FIELDS] = JSON.stringify(all);
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
  const attributes: Attributes = {};
  addException(attributes, event);
  return { name: EXCEPTION, time: event.startTime, attributes };
}

/** With what makes it the same error event again. */
function ownExceptionOf(event: Failure): SpanEvent {
  const attributes: Attributes = { ...event.attributes };
  addException(attributes, event);
  addContent(attributes, event);
  addOwn(attributes, event, [], ['errorType', 'message', 'stack']);
  return { name: EXCEPTION, time: event.startTime, attributes };
}

function addException(to: Attributes, { errorType, message, stack }: Failure): void {
  add(to, EXCEPTION_TYPE, errorType);
  add(to, EXCEPTION_MESSAGE, message);
  add(to, EXCEPTION_STACKTRACE, stack);
}
