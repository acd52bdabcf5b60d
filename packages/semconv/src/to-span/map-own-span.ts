import type { EndState, EventFields, EventType } from '@agentops/core';
import { SERVICE_NAME, SESSION_ID } from '../general.ts';
import type { MappedEvent, MappedSession, MappedSpan } from '../mapped-span.ts';
import type { Attributes, Span } from '../span.ts';
import {
  AGENTOPS_EVENT_FIELDS,
  AGENTOPS_EVENT_ID,
  AGENTOPS_SESSION_FIELDS,
  contentAttributes,
  ownNames,
} from './own-attributes.ts';

/** The event that `toSpan` made a span of. Undefined where the span is none of ours, or what it says can't be read. */
export function mapOwnSpan(span: Span): MappedSpan | undefined {
  const { attributes } = span;
  const id = attributes[AGENTOPS_EVENT_ID];
  const fields = parseObject(attributes[AGENTOPS_EVENT_FIELDS]);
  if (typeof id !== 'string' || id === '' || typeof fields?.type !== 'string') return undefined;
  const own = fields as EventFields & { type: EventType };
  const event: MappedEvent = {
    ...own,
    ...contentOf(attributes),
    attributes: { ...attributesOf(attributes), ...own.attributes },
    key: '',
    id,
  };
  return { dialect: 'agentops', session: sessionOf(span), event, also: [] };
}

function contentOf(attributes: Attributes): EventFields {
  const content: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(contentAttributes)) {
    const text = attributes[name];
    if (typeof text === 'string') content[field] = parse(text);
  }
  return content;
}

/** What is none of ours: the event's own, and what others have added on the way. */
function attributesOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !ownNames.has(name)));
}

function sessionOf({ attributes, resource }: Span): MappedSession {
  const id = attributes[SESSION_ID];
  const named = typeof id === 'string' ? { id } : {};
  const fields = parseObject(attributes[AGENTOPS_SESSION_FIELDS]);
  if (!fields) return named;
  const { endState, endStateRaw, endStateReason, ...session } = fields;
  const { [SERVICE_NAME]: _, ...hostEnv } = resource;
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
