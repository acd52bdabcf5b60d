import type { Attributes, Span, SpanLink } from '../span.ts';

/** OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): ids are hexadecimal, 64-bit integers text. */

export interface KeyValue {
  key: string;
  value: AnyValue;
}

/** OTLP's `AnyValue`; an empty one is null. */
export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: KeyValue[] } }
  | Record<string, never>;

/** A span as OTLP/JSON has it. Its resource and scope stand above it there. */
export function encodeSpan(span: Span): Record<string, unknown> {
  const { parentSpanId, endTime, statusCode, statusMessage } = span;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nanoseconds(span.startTime),
    ...(endTime > 0 ? { endTimeUnixNano: nanoseconds(endTime) } : {}),
    attributes: encodeAttributes(span.attributes),
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      timeUnixNano: nanoseconds(time),
      attributes: encodeAttributes(attributes),
    })),
    ...(span.links.length > 0 ? { links: span.links.map(encodeLink) } : {}),
    status: {
      ...(statusMessage === undefined ? {} : { message: statusMessage }),
      code: statusCode,
    },
  };
}

function encodeLink({ traceId, spanId, attributes }: SpanLink): Record<string, unknown> {
  return { traceId, spanId, attributes: encodeAttributes(attributes) };
}

export function encodeAttributes(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: encodeValue(value) }));
}

function encodeValue(value: unknown): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    case 'object':
      if (value === null) return {};
      if (Array.isArray(value)) return { arrayValue: { values: value.map(encodeValue) } };
      return { kvlistValue: { values: encodeAttributes(value as Attributes) } };
    default:
      return {};
  }
}

/** Of epoch milliseconds with a fraction to the microsecond. OTLP knows no time before 1970. */
function nanoseconds(milliseconds: number): string {
  const microseconds = Math.max(0, Math.round(milliseconds * 1000));
  return Number.isFinite(microseconds) ? String(BigInt(microseconds) * 1000n) : '0';
}
