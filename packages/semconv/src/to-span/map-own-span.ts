import type { EndState, EventFields, EventSource, EventType } from '@agentops/core';
import { GEN_AI_SYSTEM_INSTRUCTIONS } from '../gen-ai.ts';
import {
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
  SERVICE_NAME,
  SESSION_ID,
} from '../general.ts';
import type { MappedEvent, MappedSession, MappedSpan } from '../mapped-span.ts';
import type { Attributes, Span, SpanEvent } from '../span.ts';
import { dialectsOf, isNameIn } from './extra-dialects.ts';
import {
  AGENTOPS_EVENT_FIELDS,
  AGENTOPS_EVENT_ID,
  AGENTOPS_SESSION_FIELDS,
  AGENTOPS_SESSION_ID,
  contentAttributes,
  ownNames,
} from './own-attributes.ts';

/** The event or session that `toSpan` or `toSessionSpan` made a span of. Undefined where the span is none of ours, or what it says can't be read. */
export function mapOwnSpan(span: Span): MappedSpan | undefined {
  const { attributes } = span;
  const event = eventOf(attributes);
  if (event) {
    const also = span.events.flatMap((each) => errorOf(each) ?? []);
    return { dialect: 'agentops', own: 'event', session: sessionOf(span), event, also };
  }
  const id = attributes[AGENTOPS_SESSION_ID];
  const fields = parseObject(attributes[AGENTOPS_SESSION_FIELDS]);
  if (typeof id !== 'string' || id === '' || !fields) return undefined;
  const source = fields.source as EventSource | null | undefined;
  const place = { key: '', type: 'action', id, ...(source ? { source } : {}) } as const;
  return {
    dialect: 'agentops',
    own: 'session',
    session: { ...sessionOf(span), id },
    event: place,
    also: [],
  };
}

function eventOf(attributes: Attributes): MappedEvent | undefined {
  const id = attributes[AGENTOPS_EVENT_ID];
  const fields = parseObject(attributes[AGENTOPS_EVENT_FIELDS]);
  if (typeof id !== 'string' || id === '' || typeof fields?.type !== 'string') return undefined;
  const own = fields as EventFields & { type: EventType };
  return {
    ...own,
    ...contentOf(attributes),
    attributes: { ...attributesOf(attributes), ...own.attributes },
    key: '',
    id,
  };
}

/** The error event of an exception on its trigger's span. */
function errorOf({ name, time, attributes }: SpanEvent): MappedEvent | undefined {
  const event = name === EXCEPTION ? eventOf(attributes) : undefined;
  if (!event) return undefined;
  const {
    [EXCEPTION_TYPE]: errorType,
    [EXCEPTION_MESSAGE]: message,
    [EXCEPTION_STACKTRACE]: stack,
    ...others
  } = event.attributes ?? {};
  return {
    startTime: time,
    ...event,
    key: `error:${event.id}`,
    errorType: typeof errorType === 'string' ? errorType : 'Error',
    message: typeof message === 'string' ? message : '',
    ...(typeof stack === 'string' ? { stack } : {}),
    attributes: others,
  };
}

function contentOf(attributes: Attributes): EventFields {
  const content: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(contentAttributes)) {
    const text = attributes[name];
    if (typeof text === 'string') content[field] = parse(text);
  }
  const instructions = attributes[GEN_AI_SYSTEM_INSTRUCTIONS];
  const parts = typeof instructions === 'string' ? parse(instructions) : undefined;
  if (Array.isArray(parts)) {
    const others = Array.isArray(content.inputMessages) ? content.inputMessages : [];
    content.inputMessages = [{ role: 'system', parts }, ...others];
  }
  return content;
}

/** What is none of ours: the event's own, and what others have added on the way. */
function attributesOf(attributes: Attributes): Attributes {
  const dialects = dialectsOf(attributes);
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !ownNames.has(name) && !isNameIn(dialects, name)),
  );
}

function sessionOf({ attributes, resource }: Span): MappedSession {
  const id = attributes[SESSION_ID];
  const named = typeof id === 'string' ? { id } : {};
  const fields = parseObject(attributes[AGENTOPS_SESSION_FIELDS]);
  if (!fields) return named;
  const { endState, endStateRaw, endStateReason, hostEnv: told, source, ...session } = fields;
  const { [SERVICE_NAME]: _, ...where } = resource;
  const hostEnv = typeof told === 'object' && told !== null ? { ...told } : where;
  const end = {
    state: endState as EndState,
    ...(typeof endStateRaw === 'string' ? { raw: endStateRaw } : {}),
    ...(typeof endStateReason === 'string' ? { reason: endStateReason } : {}),
  };
  return {
    ...(session as MappedSession),
    ...named,
    hostEnv,
    ...(typeof endState === 'string' ? { end } : {}),
  };
}

function parseObject(value: unknown): Record<string, unknown> | undefined {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as Record<string, unknown>) : undefined;
}

/** Something on the way may have cut or replaced it: then it stays the text that it is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
