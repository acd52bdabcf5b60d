import type { Attributes, Span, SpanEvent, SpanLink } from '@agentops/semconv';
import { type DecodedTraces, maxValueDepth, SpanCollector, tooDeep } from './decoded-traces.ts';
import { JsonCursor } from './json-cursor.ts';
import { parseJson } from './parse-json.ts';
import { setKey } from './scalars.ts';

type JsonObject = Record<string, unknown>;

/**
 * Reads an ExportTraceServiceRequest of OTLP/JSON
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids are hexadecimal, enums integers). The spans are the same as
 * those of the same request in protobuf.
 *
 * @throws OtlpDecodeError where the body is no such request
 */
export function decodeTracesJson(body: Buffer): DecodedTraces {
  const cursor = new JsonCursor();
  const collector = new SpanCollector();
  cursor.each(cursor.asObject(parseJson(body)), 'resourceSpans', (resourceSpans) => {
    const resource =
      cursor.object(resourceSpans, 'resource', (item) => readAttributes(cursor, item)) ?? {};
    cursor.each(resourceSpans, 'scopeSpans', (scopeSpans) => {
      const scope = cursor.object(scopeSpans, 'scope', (item) => readScope(cursor, item)) ?? {
        name: '',
      };
      cursor.each(scopeSpans, 'spans', (span) => {
        collector.add(readSpan(cursor, span, resource, scope));
      });
    });
  });
  return collector;
}

function readScope(cursor: JsonCursor, object: JsonObject): Span['scope'] {
  const version = cursor.string(object, 'version');
  return { name: cursor.string(object, 'name'), ...(version === '' ? {} : { version }) };
}

function readSpan(
  cursor: JsonCursor,
  object: JsonObject,
  resource: Attributes,
  scope: Span['scope'],
): Span {
  const events: SpanEvent[] = [];
  cursor.each(object, 'events', (event) => events.push(readEvent(cursor, event)));
  const links: SpanLink[] = [];
  cursor.each(object, 'links', (link) => links.push(readLink(cursor, link)));
  const parentSpanId = cursor.string(object, 'parentSpanId').toLowerCase();
  const span: Span = {
    traceId: cursor.string(object, 'traceId').toLowerCase(),
    spanId: cursor.string(object, 'spanId').toLowerCase(),
    ...(parentSpanId === '' ? {} : { parentSpanId }),
    name: cursor.string(object, 'name'),
    kind: cursor.enum(object, 'kind', kinds),
    startTime: cursor.time(object, 'startTimeUnixNano'),
    endTime: cursor.time(object, 'endTimeUnixNano'),
    statusCode: 0,
    attributes: readAttributes(cursor, object),
    events,
    links,
    resource,
    scope,
  };
  cursor.object(object, 'status', (status) => {
    span.statusCode = cursor.enum(status, 'code', statusCodes);
    const message = cursor.string(status, 'message');
    if (message !== '') span.statusMessage = message;
  });
  return span;
}

const kinds = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
};
const statusCodes = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 };

function readEvent(cursor: JsonCursor, object: JsonObject): SpanEvent {
  return {
    name: cursor.string(object, 'name'),
    time: cursor.time(object, 'timeUnixNano'),
    attributes: readAttributes(cursor, object),
  };
}

function readLink(cursor: JsonCursor, object: JsonObject): SpanLink {
  return {
    traceId: cursor.string(object, 'traceId').toLowerCase(),
    spanId: cursor.string(object, 'spanId').toLowerCase(),
    attributes: readAttributes(cursor, object),
  };
}

function readAttributes(cursor: JsonCursor, object: JsonObject): Attributes {
  return readKeyValues(cursor, object, 'attributes', 0);
}

function readKeyValues(
  cursor: JsonCursor,
  object: JsonObject,
  list: string,
  depth: number,
): Attributes {
  const target: Attributes = {};
  cursor.each(object, list, (pair) => {
    const key = cursor.string(pair, 'key');
    setKey(
      target,
      key,
      cursor.object(pair, 'value', (value) => readValue(cursor, value, depth)) ?? null,
    );
  });
  return target;
}

function readValue(cursor: JsonCursor, value: JsonObject, depth: number): unknown {
  if (depth > maxValueDepth) return tooDeep;
  // A oneof has one field; the loop is over in the first round.
  for (const field of Object.keys(value)) {
    if (value[field] === null) continue;
    switch (field) {
      case 'stringValue':
        return cursor.string(value, field);
      case 'boolValue':
        return cursor.boolean(value, field);
      case 'intValue':
        return cursor.integer(value, field);
      case 'doubleValue':
        return cursor.double(value, field);
      case 'bytesValue':
        return cursor.base64(value, field);
      case 'arrayValue':
        return cursor.object(value, field, (array) => {
          const values: unknown[] = [];
          cursor.each(array, 'values', (item) => values.push(readValue(cursor, item, depth + 1)));
          return values;
        });
      case 'kvlistValue':
        return cursor.object(value, field, (item) =>
          readKeyValues(cursor, item, 'values', depth + 1),
        );
    }
  }
  return null;
}
