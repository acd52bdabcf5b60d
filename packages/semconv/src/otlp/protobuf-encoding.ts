import type { Attributes, Span } from '../span.ts';
import type { SpanEncoding, SpanGroup } from './encoding.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Of `opentelemetry/proto/trace/v1/trace.proto`, `common.proto` and `resource.proto`, 1.9.0. */
const request = { resourceSpans: 1 } as const;
const resourceSpans = { resource: 1, scopeSpans: 2 } as const;
const scopeSpans = { scope: 1, spans: 2 } as const;
const scopeFields = { name: 1, version: 2 } as const;
const fields = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  startTime: 7,
  endTime: 8,
  attributes: 9,
  events: 11,
  links: 13,
  status: 15,
} as const;
const event = { time: 1, name: 2, attributes: 3 } as const;
const link = { traceId: 1, spanId: 2, attributes: 4 } as const;
const status = { message: 2, code: 3 } as const;
const keyValue = { key: 1, value: 2 } as const;
const any = { string: 1, bool: 2, int: 3, double: 4, array: 5, list: 6 } as const;
const values = 1;

/** Deeper values are told as JSON. */
const maxDepth = 16;

/** `application/x-protobuf`. */
export class ProtobufEncoding implements SpanEncoding {
  readonly contentType = 'application/x-protobuf';
  readonly #writer = new ProtobufWriter();

  span(span: Span): Buffer {
    const writer = this.#writer;
    writer.hex(fields.traceId, span.traceId);
    writer.hex(fields.spanId, span.spanId);
    if (span.parentSpanId !== undefined) writer.hex(fields.parentSpanId, span.parentSpanId);
    writer.string(fields.name, span.name);
    writer.varint(fields.kind, span.kind);
    writer.fixed64(fields.startTime, nanoseconds(span.startTime));
    writer.fixed64(fields.endTime, nanoseconds(span.endTime));
    this.#attributes(fields.attributes, span.attributes);
    for (const { name, time, attributes } of span.events) {
      writer.begin(fields.events);
      writer.fixed64(event.time, nanoseconds(time));
      writer.string(event.name, name);
      this.#attributes(event.attributes, attributes);
      writer.end();
    }
    for (const { traceId, spanId, attributes } of span.links) {
      writer.begin(fields.links);
      writer.hex(link.traceId, traceId);
      writer.hex(link.spanId, spanId);
      this.#attributes(link.attributes, attributes);
      writer.end();
    }
    writer.begin(fields.status);
    if (span.statusMessage) writer.string(status.message, span.statusMessage);
    writer.varint(status.code, span.statusCode);
    writer.end();
    return writer.finish();
  }

  request(groups: readonly SpanGroup[], scope: Span['scope']): Buffer {
    const writer = this.#writer;
    for (const { resource, spans } of groups) {
      writer.begin(request.resourceSpans);
      writer.begin(resourceSpans.resource);
      this.#attributes(values, resource);
      writer.end();
      writer.begin(resourceSpans.scopeSpans);
      writer.begin(scopeSpans.scope);
      writer.string(scopeFields.name, scope.name);
      if (scope.version) writer.string(scopeFields.version, scope.version);
      writer.end();
      for (const span of spans) writer.bytes(scopeSpans.spans, span);
      writer.end();
      writer.end();
    }
    return writer.finish();
  }

  #attributes(field: number, attributes: Attributes, depth = 0): void {
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      if (value === undefined) continue;
      this.#writer.begin(field);
      this.#writer.string(keyValue.key, key);
      this.#writer.begin(keyValue.value);
      this.#any(value, depth);
      this.#writer.end();
      this.#writer.end();
    }
  }

  /** Null is a value without any of the fields. */
  #any(value: unknown, depth: number): void {
    const writer = this.#writer;
    switch (typeof value) {
      case 'string':
        writer.string(any.string, value);
        break;
      case 'boolean':
        writer.varintAlways(any.bool, value ? 1 : 0);
        break;
      case 'number':
        if (Number.isSafeInteger(value)) writer.varintAlways(any.int, value);
        else writer.double(any.double, value);
        break;
      case 'object':
        if (value === null) break;
        if (depth >= maxDepth) writer.string(any.string, JSON.stringify(value));
        else if (Array.isArray(value)) {
          writer.begin(any.array);
          for (const item of value) {
            writer.begin(values);
            this.#any(item, depth + 1);
            writer.end();
          }
          writer.end();
        } else {
          writer.begin(any.list);
          this.#attributes(values, value as Attributes, depth + 1);
          writer.end();
        }
    }
  }
}

/** Of epoch milliseconds with a fraction to the microsecond. OTLP knows no time before 1970. */
function nanoseconds(milliseconds: number): bigint {
  const microseconds = Math.max(0, Math.round(milliseconds * 1000));
  return Number.isFinite(microseconds) ? BigInt(microseconds) * 1000n : 0n;
}
