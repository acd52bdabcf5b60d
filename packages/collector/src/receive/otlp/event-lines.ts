import { hash } from 'node:crypto';
import type { EventSource } from '@agentops/core';
import { type MappedEvent, type MappedSpan, SERVICE_NAME, type Span } from '@agentops/semconv';
import { type DerivedWriter, derivedId } from '../derived-records.ts';
import type { RecordedEvent } from './trace-memory.ts';

/** An event's record, as a line of NDJSON. */
export interface EventLine extends RecordedEvent {
  line: string;
}

export interface EventPlace {
  sessionId: string;
  /** The sender named the session itself. */
  named: boolean;
  /** Ids of events that the sender has ids of its own for, by span. */
  ownIds: ReadonlyMap<string, string>;
}

/** The events of one span: its own first. */
export function eventLines(
  writer: DerivedWriter,
  span: Span,
  mapped: MappedSpan,
  place: EventPlace,
): EventLine[] {
  const source = sourceOf(span, mapped);
  const id = mapped.event.id ?? spanEventId(span.traceId, span.spanId);
  // One of ours says itself what it is under.
  const parentId = mapped.own ? undefined : span.parentSpanId && parentIdOf(span, place);
  const main: MappedEvent = {
    ...mapped.event,
    name: mapped.event.name ?? span.name,
    startTime: mapped.event.startTime ?? span.startTime,
    status: mapped.event.status ?? statusOf(span),
  };
  const endTime = mapped.event.endTime ?? (span.endTime || undefined);
  if (endTime !== undefined) main.endTime = endTime;
  const lines = [toLine(writer, span, main, id, parentId || undefined, source, place)];
  for (const also of mapped.also) {
    const alsoId = also.id ?? derivedId(span.traceId, span.spanId, also.key);
    const event = partOf(also, main, id);
    const under = mapped.own ? undefined : id;
    lines.push(toLine(writer, span, event, alsoId, under, also.source ?? source, place));
  }
  return lines;
}

/** The id of the event of a span. */
function spanEventId(traceId: string, spanId: string): string {
  return derivedId(traceId, spanId, '');
}

function parentIdOf(span: Span, { ownIds }: EventPlace): string {
  const parent = span.parentSpanId as string;
  return ownIds.get(parent) ?? spanEventId(span.traceId, parent);
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
  { sessionId, named }: EventPlace,
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
  const place = { id, sessionId, attribution: named ? 'host-id' : 'context' } as const;
  const recordKey = `${span.spanId}/${key}/${fingerprint}`;
  const record = JSON.stringify(writer.event(recordKey, time, place, open ? 'start' : 'end'));
  // The record ends with its event, which goes on here.
  const line = `${record.slice(0, -2)},${event.slice(1)}${prompt}${state}}\n`;
  return { id, time, open, line };
}

/** Who recorded it, as far as the span tells. */
export function sourceOf(span: Span, { dialect, event }: MappedSpan): EventSource {
  // Whoever has ids of its own for its events (a round trip) also says who recorded them.
  if (event.source && event.id !== undefined) return event.source;
  const service = span.resource[SERVICE_NAME];
  const version = span.resource['service.version'];
  // SDKs that were told no name say `unknown_service:node`.
  const isNamed =
    typeof service === 'string' && service !== '' && !/^unknown_service\b/.test(service);
  return {
    adapter: span.scope.name || 'otlp',
    host: isNamed ? service : dialect === 'none' ? 'opentelemetry' : dialect,
    hostVersion: isNamed && typeof version === 'string' ? version : null,
  };
}
