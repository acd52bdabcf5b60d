import { randomBytes } from 'node:crypto';
import { bytesField, varintField } from '../../../src/receive/otlp/protobuf-writer.ts';

/** Makes OTLP bodies by hand, for what no exporter sends. Real exporters are in `clients.test.ts`. */

export interface SpanSketch {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  /** Epoch milliseconds. */
  start?: number;
  end?: number;
  attributes?: Record<string, unknown>;
  statusCode?: number;
}

export const newTraceId = () => randomBytes(16).toString('hex');
export const newSpanId = () => randomBytes(8).toString('hex');

/** An ExportTraceServiceRequest of JSON. */
export function jsonRequest(
  spans: readonly SpanSketch[],
  resource: Record<string, unknown> = { 'service.name': 'shop', 'service.version': '1.2.3' },
) {
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [{ scope: { name: 'by-hand', version: '0.1' }, spans: spans.map(jsonSpan) }],
      },
    ],
  };
}

function jsonSpan(sketch: SpanSketch) {
  const { traceId = newTraceId(), spanId = newSpanId(), parentSpanId, name = 'work' } = sketch;
  const { start = 1_700_000_000_000, end = start + 100, attributes = {}, statusCode = 0 } = sketch;
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: 1,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(end),
    attributes: keyValues(attributes),
    status: { code: statusCode },
  };
}

function nanos(ms: number): string {
  return ms === 0 ? '0' : `${BigInt(Math.round(ms * 1000)) * 1000n}`;
}

function keyValues(attributes: Record<string, unknown>) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Record<string, unknown>) } };
}

/** An ExportTraceServiceRequest of protobuf with one span, of which the fields behind its ids are given. */
export function protobufRequest(...spanFields: Buffer[]): Buffer {
  const ids = [
    bytesField(1, Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex')),
    bytesField(2, Buffer.from('0102030405060708', 'hex')),
  ];
  const span = Buffer.concat([...ids, ...spanFields]);
  return bytesField(1, bytesField(2, bytesField(2, span)));
}

export function fixed64Field(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

export function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

/** A span's attribute, its value's bytes given. */
export function attribute(key: string, ...value: Buffer[]): Buffer {
  return bytesField(9, keyValue(key, ...value));
}

export function keyValue(key: string, ...value: Buffer[]): Buffer {
  return Buffer.concat([bytesField(1, key), bytesField(2, Buffer.concat(value))]);
}

/** A varint of any 64 bits. */
export function int64Field(field: number, value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.concat([
    varintField(field, 0).subarray(0, 1),
    Buffer.from([...bytes, Number(rest)]),
  ]);
}
