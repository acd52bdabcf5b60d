import { hash } from 'node:crypto';
import type { Attribution, EventSource } from '@agentops/core';
import { type MappedEvent, type MappedSpan, SERVICE_NAME, type Span } from '@agentops/semconv';
import { type DerivedWriter, derivedId } from '../derived-records.ts';
import type { RecordedEvent } from './trace-memory.ts';

/** An event's record, as a line of NDJSON. */
export interface EventLine extends RecordedEvent {
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

/** The events of one span: its own first. */
export function eventLines(
  writer: DerivedWriter,
  span: Span,
  mapped: MappedSpan,
  place: EventPlace,
): EventLine[] {
  const source = sourceOf(span, mapped);
  const { id, parentId } = place;
  const main: MappedEvent = {
    ...mapped.event,
    name: mapped.event.name ?? span.name,
    startTime: mapped.event.startTime ?? span.startTime,
    status: mapped.event.status ?? statusOf(span),
  };
  const endTime = mapped.event.endTime ?? (span.endTime || undefined);
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

/** The id of the event of a span. */
export function spanEventId(traceId: string, spanId: string): string {
  return derivedId(traceId, spanId, '');
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
  return [{ id, time, open: true, line }];
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
  const { key, id: _, inputMessages, content, ...fields } = mapped;
  const event = JSON.stringify({
    ...fields,
    source,
    ...(parentId === undefined ? {} : { parentId }),
  });
  const prompt = inputMessages
    ? `,"prompt":${JSON.stringify({ keep: 0, add: inputMessages })}`
    : '';
  const state = content && content !== 'captured' ? `,"content":${JSON.stringify(content)}` : '';
  const fingerprint = hash('sha256', event + prompt + state, 'base64url');
  const time = Math.max(fields.startTime ?? 0, fields.endTime ?? 0);
  const open = fields.endTime === undefined;
  const place = { id, sessionId, attribution };
  const recordKey = `${span.spanId}/${key}/${fingerprint}`;
  const record = JSON.stringify(writer.event(recordKey, time, place, open ? 'start' : 'end'));
  // The record ends with its event, which goes on here.
  const line = `${record.slice(0, -2)},${event.slice(1)}${prompt}${state}}\n`;
  return { id, time, open, line };
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
