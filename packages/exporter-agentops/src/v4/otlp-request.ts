import type { Span } from '@agentops/semconv';
import { type Attributes, encodeAttributes, encodeSpan } from '@agentops/semconv';
import { ProtobufWriter } from './protobuf.ts';

export type Encoding = 'protobuf' | 'json';

/** A span in the encoding that it is sent in. */
export type EncodedSpan = string | Buffer;

const contentTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

export function encodeOne(span: Span, encoding: Encoding): EncodedSpan {
  const json = encodeSpan(span) as unknown as JsonSpan;
  if (encoding === 'json') return JSON.stringify(json);
  const writer = new ProtobufWriter();
  writeSpan(writer, json);
  return writer.finish();
}

/** The body of a request (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request), of one resource. */
export function encodeRequest(
  spans: readonly EncodedSpan[],
  resource: Attributes,
  encoding: Encoding,
): { body: string | Buffer; contentType: string } {
  const contentType = contentTypes[encoding];
  if (encoding === 'json') {
    const head = JSON.stringify({ attributes: encodeAttributes(resource) });
    const scope = JSON.stringify(scopeOf);
    const body = `{"resourceSpans":[{"resource":${head},"scopeSpans":[{"scope":${scope},"spans":[${spans.join(',')}]}]}]}`;
    return { body, contentType };
  }
  const writer = new ProtobufWriter();
  writer.message(1, () => {
    writer.message(1, () => {
      for (const each of encodeAttributes(resource)) writeAttribute(writer, 1, each);
    });
    writer.message(2, () => {
      writer.message(1, () => writer.text(1, scopeOf.name));
      for (const span of spans) writer.bytes(2, span as Buffer);
    });
  });
  return { body: writer.finish(), contentType };
}

const scopeOf = { name: 'agentops' };

/** As `encodeSpan` makes it. */
interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano?: string;
  attributes: JsonAttribute[];
  events: { name: string; timeUnixNano: string; attributes: JsonAttribute[] }[];
  status: { message?: string; code: number };
}

interface JsonAttribute {
  key: string;
  value: JsonValue;
}

interface JsonValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: JsonValue[] };
  kvlistValue?: { values: JsonAttribute[] };
}

/** `opentelemetry.proto.trace.v1.Span`. */
function writeSpan(writer: ProtobufWriter, span: JsonSpan): void {
  writer.bytes(1, Buffer.from(span.traceId, 'hex'));
  writer.bytes(2, Buffer.from(span.spanId, 'hex'));
  if (span.parentSpanId) writer.bytes(4, Buffer.from(span.parentSpanId, 'hex'));
  writer.text(5, span.name);
  writer.varint(6, span.kind);
  writer.fixed64(7, BigInt(span.startTimeUnixNano));
  writer.fixed64(8, BigInt(span.endTimeUnixNano ?? 0));
  for (const each of span.attributes) writeAttribute(writer, 9, each);
  for (const { timeUnixNano, name, attributes } of span.events) {
    writer.message(11, () => {
      writer.fixed64(1, BigInt(timeUnixNano));
      writer.text(2, name);
      for (const each of attributes) writeAttribute(writer, 3, each);
    });
  }
  writer.message(15, () => {
    writer.text(2, span.status.message ?? '');
    writer.varint(3, span.status.code);
  });
}

function writeAttribute(
  writer: ProtobufWriter,
  field: number,
  { key, value }: JsonAttribute,
): void {
  writer.message(field, () => {
    writer.text(1, key);
    writer.message(2, () => writeValue(writer, value));
  });
}

/** `opentelemetry.proto.common.v1.AnyValue`. */
function writeValue(writer: ProtobufWriter, value: JsonValue): void {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue } = value;
  if (stringValue !== undefined) writer.bytes(1, Buffer.from(stringValue));
  else if (boolValue !== undefined) writer.varint(2, boolValue ? 1 : 0);
  else if (intValue !== undefined) writer.varint(3, BigInt(intValue));
  else if (doubleValue !== undefined) writer.double(4, doubleValue);
  else if (arrayValue) {
    writer.message(5, () => {
      for (const each of arrayValue.values) writer.message(1, () => writeValue(writer, each));
    });
  } else if (kvlistValue) {
    writer.message(6, () => {
      for (const each of kvlistValue.values) writeAttribute(writer, 1, each);
    });
  }
}
