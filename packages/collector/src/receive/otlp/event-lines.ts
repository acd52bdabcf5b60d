import type { Attribution, EventSource } from '@agentops/core';
import { type MappedEvent, type MappedSpan, SERVICE_NAME, type Span } from '@agentops/semconv';
import { type DerivedWriter, derivedId } from '../derived-records.ts';
import type { RecordedEvent } from './trace-memory.ts';

/** An event's record, as a line of NDJSON. */
export interface EventLine {
  event: RecordedEvent;
  line: string;
}

export interface EventPlace {
  sessionId: string;
  attribution: Attribution;
  /** The span's own event, or for a part of another the event that it is a part of. */
  id: string;
  /** What the span's own event is under. */
  parentId: string | undefined;
}

/** The events of one span: its own first. What that does not tell, `mapped.event` gets of the span. */
export function eventLines(
  writer: DerivedWriter,
  span: Span,
  mapped: MappedSpan,
  place: EventPlace,
): EventLine[] {
  const source = sourceOf(span, mapped);
  const { id, parentId } = place;
  const main = mapped.event;
  main.name ??= span.name;
  main.startTime ??= span.startTime;
  main.status ??= statusOf(span);
  const endTime = main.endTime ?? (span.endTime || undefined);
  if (endTime !== undefined) main.endTime = endTime;
  const lines = mapped.part
    ? partLines(writer, span, mapped, place)
    : [toLine(writer, span, main, id, parentId, source, place)];
  for (const also of mapped.also) {
    const alsoId = also.id ?? derivedId(span.traceId, span.spanId, also.key);
    const event = partOf(also, main, id);
    const under = mapped.own ? undefined : id;
    lines.push(toLine(writer, span, event, alsoId, under, also.source ?? source, place));
  }
  return lines;
}

/** What a part of another event knows of it: not that it ended, nor when. */
function partLines(
  writer: DerivedWriter,
  span: Span,
  { event: { attributes = {}, arguments: args } }: MappedSpan,
  { id }: EventPlace,
): EventLine[] {
  if (args === undefined && Object.keys(attributes).length === 0) return [];
  const patch = { id, attributes, ...(args === undefined ? {} : { arguments: args }) };
  const key = `${span.spanId}/part/${derivedId(JSON.stringify(patch))}`;
  const time = Math.max(span.startTime, span.endTime);
  const line = `${JSON.stringify(writer.event(key, time, patch, 'update'))}\n`;
  return [{ event: { id, time, open: true }, line }];
}

function statusOf({ statusCode, endTime }: Span): 'error' | 'ok' | 'running' {
  if (statusCode === 2) return 'error';
  return endTime > 0 ? 'ok' : 'running';
}

/** What a span tells of besides itself, with what it has from the span's own event. */
function partOf(also: MappedEvent, main: MappedEvent, mainId: string): MappedEvent {
  const startTime = also.startTime ?? main.startTime ?? 0;
  if (also.type !== 'error') return { ...also, startTime };
  return {
    triggerEventId: mainId,
    triggerEventType: main.type,
    status: 'error',
    ...also,
    startTime,
    // An error takes no time.
    endTime: also.endTime ?? startTime,
  };
}

/**
 * Half of what a record costs is writing its JSON, so that this is done once: the text is also what tells two versions of an event
 * apart. Without the session, which may become known between two sendings of the same span.
 */
function toLine(
  writer: DerivedWriter,
  span: Span,
  mapped: MappedEvent,
  id: string,
  parentId: string | undefined,
  source: EventSource,
  { sessionId, attribution }: EventPlace,
): EventLine {
  const { key, inputMessages, content, startTime = 0, endTime } = mapped;
  // Nothing is written of what is undefined.
  const event = JSON.stringify({
    ...mapped,
    key: undefined,
    id: undefined,
    inputMessages: undefined,
    content: undefined,
    source,
    parentId: parentId ?? mapped.parentId,
  });
  const prompt = inputMessages
    ? `,"prompt":${JSON.stringify({ keep: 0, add: inputMessages })}`
    : '';
  const state = content && content !== 'captured' ? `,"content":${JSON.stringify(content)}` : '';
  const time = Math.max(startTime, endTime ?? 0);
  const open = endTime === undefined;
  const place = { id, sessionId, attribution };
  const recordKey = `${span.spanId}/${key}/${event}${prompt}${state}`;
  const record = JSON.stringify(writer.event(recordKey, time, place, open ? 'start' : 'end'));
  // The record ends with its event, which goes on here.
  const line = `${record.slice(0, -2)},${event.slice(1)}${prompt}${state}}\n`;
  return { event: { id, time, open }, line };
}

/** What senders say that were told no name. */
const unnamed = /^(unknown_service\b|taskweaver\.otlp\.tracer$)/;

/** Who recorded it, as far as the span tells. */
export function sourceOf(span: Span, { dialect, event }: MappedSpan): EventSource {
  // Whoever has ids of its own for its events (a round trip) also says who recorded them.
  if (event.source && event.id !== undefined) return event.source;
  const service = span.resource[SERVICE_NAME];
  const version = span.resource['service.version'];
  const isNamed = typeof service === 'string' && service !== '' && !unnamed.test(service);
  return {
    adapter: span.scope.name || 'otlp',
    host: isNamed ? service : dialect === 'none' ? 'opentelemetry' : dialect,
    hostVersion: isNamed && typeof version === 'string' ? version : null,
  };
}
