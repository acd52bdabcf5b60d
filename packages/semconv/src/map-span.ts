import type { EventType } from '@agentops/core';
import { AGENTOPS_SPAN_LINKS } from './agentops.ts';
import { type Language, languageOf } from './dialects/table.ts';
import { mapTaskWeaverSpan } from './dialects/taskweaver.ts';
import { EXCEPTION, SESSION_ID } from './general.ts';
import type { MappedEvent, MappedSession, MappedSpan } from './mapped-span.ts';
import { addOwnFields, agentOf } from './reading/complete.ts';
import { Draft, type Kind } from './reading/draft.ts';
import { failureOf } from './reading/errors.ts';
import { hostEnvOf } from './reading/host-env.ts';
import { endOf } from './reading/session-end.ts';
import { type EventMessages, messagesOf } from './reading/span-events.ts';
import { text } from './reading/values.ts';
import type { Span, SpanEvent } from './span.ts';
import { mapOwnSpan } from './to-span/map-own-span.ts';

/**
 * Reads a span by the conventions that it follows; one that was an event of ours becomes that event again. An attribute whose value became a field of the event is not among the event's
 * attributes as well; all others are, as they came: those that tell the kind of span, those that tell again what a better one
 * told, and the tokens of a span that only wraps the calls that used them. The same span gives the same result. Never throws,
 * whatever the attributes are.
 */
export function mapSpan(span: Span): MappedSpan {
  const whole = mapOwnSpan(span) ?? mapTaskWeaverSpan(span);
  if (whole) return whole;
  const language = languageOf(span);
  const draft = new Draft(span, kindOf(span, language));
  readAttributes(draft, language);
  if (language) for (const { complete } of language.readings) complete?.(draft);
  const told = language ? messagesOf(span.events) : withoutMessages(span);
  const { event, also } = toEvents(draft, told);
  const session = toSession(draft, event);
  draft.keepRest();
  return { dialect: language?.readings[0]?.dialect ?? 'none', session, event, also };
}

/** OpenTelemetry's words for its kinds of span, by number. */
const spanKinds = ['span', 'internal', 'server', 'client', 'producer', 'consumer'];

function kindOf(span: Span, language: Language | undefined): Kind {
  for (const reading of language?.readings ?? []) {
    const kind = reading.kindOf(span.attributes, span);
    if (kind) return kind;
  }
  return { type: 'action', word: spanKinds[span.kind] ?? 'span' };
}

function readAttributes(draft: Draft, language: Language | undefined): void {
  const { attributes } = draft.span;
  for (const name of Object.keys(attributes)) {
    if (!language || !readAttribute(draft, language, name, attributes[name])) draft.keep(name);
  }
}

function readAttribute(draft: Draft, language: Language, name: string, value: unknown): boolean {
  const reader = language.attributes.get(name);
  if (reader) {
    if (!hasPlace(draft.kind.type, reader.only)) return false;
    const read = reader.read(value);
    return read !== undefined && draft.claim(reader.fact, read, reader.rank, name);
  }
  for (const family of language.families) {
    if (!name.startsWith(family.prefix) || !hasPlace(draft.kind.type, family.only)) continue;
    if (family.read(draft, name, name.slice(family.prefix.length), value)) return true;
  }
  return false;
}

function hasPlace(type: EventType, only: EventType | undefined): boolean {
  return only === undefined || only === type;
}

function withoutMessages({ events }: Span): EventMessages {
  return { input: [], output: [], others: events.filter(({ name }) => name !== EXCEPTION) };
}

/** Why a model stopped, where somebody broke off. */
const brokenOff: ReadonlySet<string> = new Set(['abort', 'aborted', 'canceled', 'cancelled']);

/** What broke off is no error, but is not to be lost. */
function logsOf(
  { events }: Span,
  { others }: EventMessages,
  status: MappedEvent['status'],
): SpanEvent[] {
  if (status !== 'cancelled') return others;
  return [...others, ...events.filter(({ name }) => name === EXCEPTION)];
}

function toEvents(draft: Draft, told: EventMessages): { event: MappedEvent; also: MappedEvent[] } {
  const { span, kind } = draft;
  const { status, errors } = failureOf(span);
  const event: MappedEvent = {
    key: '',
    type: kind.type,
    name: span.name,
    startTime: span.startTime,
    status: span.endTime > 0 ? status : 'running',
    attributes: draft.kept,
  };
  if (span.endTime > 0) event.endTime = span.endTime;
  const agent = agentOf(draft);
  if (agent) event.agent = agent;
  addOwnFields(draft, told, event);
  if (event.status === 'ok' && event.finishReasons?.some((reason) => brokenOff.has(reason))) {
    event.status = 'cancelled';
  }
  const logs = logsOf(span, told, status);
  if (logs.length > 0) event.logs = logs;
  if (span.links.length > 0) draft.kept[AGENTOPS_SPAN_LINKS] = span.links;
  if (agent) for (const error of errors) error.agent = agent;
  return { event, also: errors };
}

function toSession(draft: Draft, event: MappedEvent): MappedSession {
  const { span } = draft;
  const session: MappedSession = {};
  const id =
    text(span.attributes[SESSION_ID]) ?? draft.take('sessionId') ?? text(span.resource[SESSION_ID]);
  if (id !== undefined) session.id = id as string;
  if (draft.kind.word === 'session' && span.parentSpanId === undefined) {
    session.name = event.name ?? span.name;
  }
  const tags = draft.take('tags') as string[] | undefined;
  if (tags) session.tags = tags;
  if (event.agent) session.agents = [event.agent];
  if (hasAny(draft.sessionAttributes)) session.attributes = draft.sessionAttributes;
  const hostEnv = hostEnvOf(span.resource);
  session.hostEnv = hasAny(draft.hostEnv) ? { ...hostEnv, ...draft.hostEnv } : hostEnv;
  const end = endOf(draft, event);
  if (end) session.end = end;
  return session;
}

function hasAny(record: object): boolean {
  for (const _ in record) return true;
  return false;
}
