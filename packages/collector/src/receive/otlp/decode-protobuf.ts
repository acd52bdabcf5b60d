import type { Attributes, Span, SpanEvent, SpanLink } from '@agentops/semconv';
import { type DecodedTraces, maxValueDepth, SpanCollector, tooDeep } from './decoded-traces.ts';
import { ProtobufReader, tagOf, wire } from './protobuf-reader.ts';
import { doubleOf, integerOf, millisecondsOf, setKey } from './scalars.ts';

const { bytes, fixed64, varint } = wire;

/**
 * Reads an ExportTraceServiceRequest straight into spans. Written by hand, because it is half of the cost of a span that comes in
 * (opentelemetry-proto 1.x, `trace/v1/trace.proto` and `common/v1/common.proto`, whose field numbers are in the switches here).
 * Fields that are not known are skipped.
 *
 * @throws OtlpDecodeError where the bytes are no such request
 */
export function decodeTracesProtobuf(body: Buffer): DecodedTraces {
  const collector = new SpanCollector();
  const reader = new ProtobufReader(body);
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes))
      within(reader, 'resource_spans', () => readResourceSpans(reader, collector));
    else reader.skip(tag);
  }
  return collector;
}

function readResourceSpans(reader: ProtobufReader, collector: SpanCollector): void {
  // Fields may come in any order, and spans need the resource first.
  const scopes: [number, number][] = [];
  let resource: Attributes = {};
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) {
      resource = within(reader, 'resource', () => readAttributes(reader, tagOf(1, bytes)));
    } else if (tag === tagOf(2, bytes)) scopes.push(passOver(reader, 'scope_spans'));
    else reader.skip(tag);
  }
  for (const range of scopes) {
    at(reader, range, () => readScopeSpans(reader, collector, resource));
  }
}

function readScopeSpans(
  reader: ProtobufReader,
  collector: SpanCollector,
  resource: Attributes,
): void {
  const spans: [number, number][] = [];
  let scope: Span['scope'] = { name: '' };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) scope = within(reader, 'scope', () => readScope(reader));
    else if (tag === tagOf(2, bytes)) spans.push(passOver(reader, 'spans'));
    else reader.skip(tag);
  }
  for (const range of spans) {
    at(reader, range, () => collector.add(readSpan(reader, resource, scope)));
  }
}

function readScope(reader: ProtobufReader): Span['scope'] {
  const scope: Span['scope'] = { name: '' };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) scope.name = reader.string('scope.name');
    else if (tag === tagOf(2, bytes)) {
      const version = reader.string('scope.version');
      if (version !== '') scope.version = version;
    } else reader.skip(tag);
  }
  return scope;
}

function readSpan(reader: ProtobufReader, resource: Attributes, scope: Span['scope']): Span {
  const span: Span = {
    traceId: '',
    spanId: '',
    name: '',
    kind: 0,
    startTime: 0,
    endTime: 0,
    statusCode: 0,
    attributes: {},
    events: [],
    links: [],
    resource,
    scope,
  };
  while (!reader.atEnd) {
    const tag = reader.tag();
    switch (tag) {
      case tagOf(1, bytes):
        span.traceId = reader.hex('trace_id');
        break;
      case tagOf(2, bytes):
        span.spanId = reader.hex('span_id');
        break;
      case tagOf(4, bytes):
        span.parentSpanId = reader.hex('parent_span_id');
        break;
      case tagOf(5, bytes):
        span.name = reader.string('span.name');
        break;
      case tagOf(6, varint):
        span.kind = readEnum(reader, 'span.kind');
        break;
      case tagOf(7, fixed64):
        span.startTime = readTime(reader, 'start_time_unix_nano');
        break;
      case tagOf(8, fixed64):
        span.endTime = readTime(reader, 'end_time_unix_nano');
        break;
      case tagOf(9, bytes):
        readKeyValue(reader, span.attributes, 0);
        break;
      case tagOf(11, bytes):
        span.events.push(within(reader, 'events', () => readEvent(reader)));
        break;
      case tagOf(13, bytes):
        span.links.push(within(reader, 'links', () => readLink(reader)));
        break;
      case tagOf(15, bytes):
        within(reader, 'status', () => readStatus(reader, span));
        break;
      default:
        reader.skip(tag);
    }
  }
  return span;
}

function readEvent(reader: ProtobufReader): SpanEvent {
  const event: SpanEvent = { name: '', time: 0, attributes: {} };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, fixed64)) event.time = readTime(reader, 'time_unix_nano');
    else if (tag === tagOf(2, bytes)) event.name = reader.string('event.name');
    else if (tag === tagOf(3, bytes)) readKeyValue(reader, event.attributes, 0);
    else reader.skip(tag);
  }
  return event;
}

function readLink(reader: ProtobufReader): SpanLink {
  const link: SpanLink = { traceId: '', spanId: '', attributes: {} };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) link.traceId = reader.hex('link.trace_id');
    else if (tag === tagOf(2, bytes)) link.spanId = reader.hex('link.span_id');
    else if (tag === tagOf(4, bytes)) readKeyValue(reader, link.attributes, 0);
    else reader.skip(tag);
  }
  return link;
}

function readStatus(reader: ProtobufReader, span: Span): void {
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(2, bytes)) {
      const message = reader.string('status.message');
      if (message !== '') span.statusMessage = message;
    } else if (tag === tagOf(3, varint)) {
      span.statusCode = readEnum(reader, 'status.code');
    } else reader.skip(tag);
  }
}

/** A message in which only the key-values under `attributes` matter. */
function readAttributes(reader: ProtobufReader, attributes: number, depth = 0): Attributes {
  const target: Attributes = {};
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === attributes) readKeyValue(reader, target, depth);
    else reader.skip(tag);
  }
  return target;
}

function readKeyValue(reader: ProtobufReader, target: Attributes, depth: number): void {
  const outer = enter(reader, 'a key-value');
  let key = '';
  let value: unknown = null;
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) key = reader.string('key');
    else if (tag === tagOf(2, bytes)) value = readValue(reader, depth);
    else reader.skip(tag);
  }
  reader.end = outer;
  setKey(target, key, value);
}

function readValue(reader: ProtobufReader, depth: number): unknown {
  const outer = enter(reader, 'a value');
  let value: unknown = null;
  if (depth > maxValueDepth) {
    reader.position = reader.end;
    value = tooDeep;
  }
  while (!reader.atEnd) {
    const tag = reader.tag();
    switch (tag) {
      case tagOf(1, bytes):
        value = reader.string('string_value');
        break;
      case tagOf(2, varint):
        reader.varint64('bool_value');
        value = reader.low !== 0 || reader.high !== 0;
        break;
      case tagOf(3, varint):
        reader.varint64('int_value');
        value = integerOf(reader.high, reader.low);
        break;
      case tagOf(4, fixed64):
        value = doubleOf(reader.double('double_value'));
        break;
      case tagOf(5, bytes):
        value = within(reader, 'array_value', () => readArray(reader, depth + 1));
        break;
      case tagOf(6, bytes):
        value = within(reader, 'kvlist_value', () =>
          readAttributes(reader, tagOf(1, bytes), depth + 1),
        );
        break;
      case tagOf(7, bytes):
        value = reader.base64('bytes_value');
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.end = outer;
  return value;
}

function readArray(reader: ProtobufReader, depth: number): unknown[] {
  const values: unknown[] = [];
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, bytes)) values.push(readValue(reader, depth));
    else reader.skip(tag);
  }
  return values;
}

function readTime(reader: ProtobufReader, what: string): number {
  reader.fixed64(what);
  return millisecondsOf(reader.high, reader.low);
}

function readEnum(reader: ProtobufReader, what: string): number {
  reader.varint64(what);
  return reader.low | 0;
}

/** Enters a nested message; returns the end of the outer one, to be put back. */
function enter(reader: ProtobufReader, what: string): number {
  reader.countNode();
  const outer = reader.end;
  reader.end = reader.lengthEnd(what);
  return outer;
}

function within<T>(reader: ProtobufReader, what: string, read: () => T): T {
  const outer = enter(reader, what);
  const result = read();
  reader.end = outer;
  return result;
}

/** Goes over a nested message that is read later; returns its range. */
function passOver(reader: ProtobufReader, what: string): [number, number] {
  reader.countNode();
  const end = reader.lengthEnd(what);
  const range: [number, number] = [reader.position, end];
  reader.position = end;
  return range;
}

function at(reader: ProtobufReader, [start, end]: [number, number], read: () => void): void {
  const { position, end: outer } = reader;
  reader.position = start;
  reader.end = end;
  read();
  reader.position = position;
  reader.end = outer;
}
