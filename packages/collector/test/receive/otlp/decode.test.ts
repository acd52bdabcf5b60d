import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import { decodeTracesJson } from '../../../src/receive/otlp/decode-json.ts';
import { decodeTracesProtobuf } from '../../../src/receive/otlp/decode-protobuf.ts';
import { bytesField, varintField } from '../../../src/receive/otlp/protobuf-writer.ts';
import {
  attribute,
  doubleField,
  fixed64Field,
  int64Field,
  jsonRequest,
  keyValue,
  protobufRequest,
} from './otlp-body.ts';

const fromJson = (body: unknown) => decodeTracesJson(Buffer.from(JSON.stringify(body)));
const onlySpan = (body: Buffer) => {
  const { spans } = decodeTracesProtobuf(body);
  expect(spans).toHaveLength(1);
  return spans[0] as NonNullable<(typeof spans)[0]>;
};

/** A JSON request of one span, with these fields. */
function jsonOf(fields: Record<string, unknown>) {
  const request = jsonRequest([{}]);
  Object.assign(request.resourceSpans[0]?.scopeSpans[0]?.spans[0] as object, fields);
  return request;
}

const jsonSpan = (fields: Record<string, unknown>) => {
  const { spans } = fromJson(jsonOf(fields));
  expect(spans).toHaveLength(1);
  return spans[0] as NonNullable<(typeof spans)[0]>;
};

describe('what the OpenTelemetry SDK writes', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 4711 }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('scope', '1.0');
  const parent = tracer.startSpan('parent', { startTime: [1_700_000_000, 123_456_789] });
  const child = tracer.startSpan('child ✓ 中文', {
    attributes: {
      text: 'grün',
      flag: false,
      whole: -42,
      part: 0.5,
      big: 2 ** 60,
      texts: ['a', 'b'],
      numbers: [1, 2.5],
      none: [],
    },
    links: [{ context: parent.spanContext(), attributes: { why: 'because' } }],
  });
  child.addEvent('happened', { at: 'noon' }, [1_700_000_001, 1_000]);
  child.recordException(new TypeError('no'));
  child.setStatus({ code: 2, message: 'failed' });
  child.end();
  parent.end([1_700_000_002, 999_999_999]);
  const spans = exporter.getFinishedSpans();
  const protobuf = Buffer.from(ProtobufTraceSerializer.serializeRequest([...spans]) ?? []);
  const json = Buffer.from(JsonTraceSerializer.serializeRequest([...spans]) ?? []);

  test('reads the same from protobuf and from JSON', () => {
    const decoded = decodeTracesProtobuf(protobuf);
    expect(decoded.spans).toHaveLength(2);
    expect(decodeTracesJson(json).spans).toEqual(decoded.spans);
  });

  test('keeps everything', () => {
    const [first, second] = decodeTracesProtobuf(protobuf).spans;
    expect(first).toMatchObject({
      traceId: child.spanContext().traceId,
      spanId: child.spanContext().spanId,
      name: 'child ✓ 中文',
      kind: 1,
      statusCode: 2,
      statusMessage: 'failed',
      resource: { 'service.name': 'shop', 'process.pid': 4711 },
      scope: { name: 'scope', version: '1.0' },
      attributes: { text: 'grün', flag: false, whole: -42, part: 0.5, texts: ['a', 'b'], none: [] },
      links: [{ spanId: parent.spanContext().spanId, attributes: { why: 'because' } }],
    });
    expect(first?.events[0]).toEqual({
      name: 'happened',
      time: 1_700_000_001_000.001,
      attributes: { at: 'noon' },
    });
    expect(first?.events[1]?.attributes['exception.type']).toBe('TypeError');
    expect(second?.parentSpanId).toBeUndefined();
    expect(second?.startTime).toBe(1_700_000_000_123.457);
    expect(second?.endTime).toBe(1_700_000_003_000);
  });
});

describe('times', () => {
  test.each([
    [0n, 0],
    [1_700_000_000_123_456_000n, 1_700_000_000_123.456],
    [1_700_000_000_123_456_499n, 1_700_000_000_123.456],
    [1_700_000_000_123_456_500n, 1_700_000_000_123.457],
    [1_700_000_000_999_999_999n, 1_700_000_001_000],
    [4_102_444_800_000_001_000n, 4_102_444_800_000.001],
  ])('%d ns', (value, expected) => {
    expect(onlySpan(protobufRequest(fixed64Field(7, value))).startTime).toBe(expected);
    expect(jsonSpan({ startTimeUnixNano: String(value) }).startTime).toBe(expected);
  });

  test('as JSON numbers, which hold them to a quarter of a microsecond', () => {
    expect(jsonSpan({ startTimeUnixNano: 1_700_000_000_123_456_000 }).startTime).toBe(
      1_700_000_000_123.456,
    );
  });
});

describe('values', () => {
  test.each([
    [0n, 0],
    [-1n, -1],
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [-(2n ** 53n - 1n), -(2 ** 53 - 1)],
    [2n ** 53n, '9007199254740992'],
    [-(2n ** 53n), '-9007199254740992'],
    [2n ** 63n - 1n, '9223372036854775807'],
    [-(2n ** 63n), '-9223372036854775808'],
  ])('the integer %d', (value, expected) => {
    const span = onlySpan(protobufRequest(attribute('n', int64Field(3, value))));
    expect(span.attributes).toEqual({ n: expected });
    const attributes = [{ key: 'n', value: { intValue: String(value) } }];
    expect(jsonSpan({ attributes }).attributes).toEqual({ n: expected });
  });

  test.each([[1.5, 1.5] as const, [Number.NaN, 'NaN'], [-Infinity, '-Infinity']])(
    'the double %d',
    (value, expected) => {
      const span = onlySpan(protobufRequest(attribute('n', doubleField(4, value))));
      expect(span.attributes).toEqual({ n: expected });
      const doubleValue = Number.isFinite(value) ? value : String(value);
      const attributes = [{ key: 'n', value: { doubleValue } }];
      expect(jsonSpan({ attributes }).attributes).toEqual({ n: expected });
    },
  );

  test('bytes, nothing, lists and maps in each other, a key that is __proto__', () => {
    const inner = bytesField(1, keyValue('deep', varintField(2, 1)));
    const list = bytesField(1, bytesField(6, inner));
    const span = onlySpan(
      protobufRequest(
        attribute('bytes', bytesField(7, Buffer.from([0xfb, 0xff]))),
        attribute('nothing'),
        attribute('list', bytesField(5, list)),
        attribute('__proto__', bytesField(1, 'own')),
      ),
    );
    const expected = JSON.parse(
      '{"bytes":"+/8=","nothing":null,"list":[{"deep":true}],"__proto__":"own"}',
    );
    expect(span.attributes).toEqual(expected);
    expect(Object.keys(span.attributes)).toContain('__proto__');
    const deep = { values: [{ key: 'deep', value: { boolValue: true } }] };
    const attributes = [
      { key: 'bytes', value: { bytesValue: '-_8' } },
      { key: 'nothing', value: {} },
      { key: 'list', value: { arrayValue: { values: [{ kvlistValue: deep }] } } },
      { key: '__proto__', value: { stringValue: 'own' } },
    ];
    expect(jsonSpan({ attributes }).attributes).toEqual(expected);
  });

  test('nested too deep: a marker', () => {
    let protobuf = bytesField(1, 'bottom');
    let json: object = { stringValue: 'bottom' };
    for (let level = 0; level < 100; level++) {
      protobuf = bytesField(5, bytesField(1, protobuf));
      json = { arrayValue: { values: [json] } };
    }
    const span = onlySpan(protobufRequest(attribute('deep', protobuf)));
    const text = JSON.stringify(span.attributes);
    expect(text).toContain('[too deep]');
    expect(text).not.toContain('bottom');
    expect(
      JSON.stringify(jsonSpan({ attributes: [{ key: 'deep', value: json }] }).attributes),
    ).toBe(text);
  });
});

describe('forms that are allowed', () => {
  test('enums by name, ids in capitals, null for what is not there', () => {
    const span = jsonSpan({
      traceId: 'ABCDEF00000000000000000000000001',
      parentSpanId: '',
      kind: 'SPAN_KIND_CLIENT',
      status: { code: 'STATUS_CODE_ERROR', message: null },
      events: null,
    });
    expect(span).toMatchObject({ kind: 3, statusCode: 2, events: [] });
    expect(span.traceId).toBe('abcdef00000000000000000000000001');
    expect(span).not.toHaveProperty('parentSpanId');
  });

  test('fields that are not known, of every wire type, and any order of fields', () => {
    const span = Buffer.concat([
      bytesField(1, Buffer.alloc(16, 1)),
      bytesField(2, Buffer.alloc(8, 2)),
      bytesField(500, 'later'),
      varintField(501, 7),
      fixed64Field(6, 1n).fill(0xfe, 0, 0),
      Buffer.from([0xa5, 0x01, 1, 2, 3, 4]),
    ]);
    const resource = bytesField(1, bytesField(1, keyValue('service.name', bytesField(1, 'late'))));
    const body = bytesField(1, Buffer.concat([bytesField(2, bytesField(2, span)), resource]));
    expect(onlySpan(body).resource).toEqual({ 'service.name': 'late' });
    expect(jsonSpan({ later: [{ a: 1 }] }).name).toBe('work');
  });

  test('an empty request', () => {
    expect(decodeTracesProtobuf(Buffer.alloc(0)).spans).toEqual([]);
    expect(fromJson({}).spans).toEqual([]);
  });
});

describe('spans without proper ids are left out and named, the others stay', () => {
  test.each([
    [{ traceId: '' }, 'no traceId'],
    [{ traceId: '0'.repeat(32) }, 'a traceId of zeros'],
    [{ spanId: 'abc' }, 'a spanId that is not 16 hexadecimal digits'],
    [{ spanId: 'g'.repeat(16) }, 'a spanId that is not 16 hexadecimal digits'],
    [{ parentSpanId: '12' }, 'a parentSpanId that is not 16 hexadecimal digits'],
  ])('%o', (ids, reason) => {
    const { spans, rejected } = fromJson(jsonRequest([{ name: 'bad', ...ids }, { name: 'good' }]));
    expect(spans.map(({ name }) => name)).toEqual(['good']);
    expect(rejected).toEqual({ count: 1, reason: `The span "bad" has ${reason}.` });
  });

  test('a parent of zeros is none', () => {
    const { spans } = fromJson(jsonRequest([{ parentSpanId: '0'.repeat(16) }]));
    expect(spans[0]).not.toHaveProperty('parentSpanId');
  });
});
