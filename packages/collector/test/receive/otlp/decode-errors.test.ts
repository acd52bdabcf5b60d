import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { countItemsJson, countItemsProtobuf } from '../../../src/receive/otlp/count-items.ts';
import { OtlpDecodeError } from '../../../src/receive/otlp/decode-error.ts';
import { decodeTracesJson } from '../../../src/receive/otlp/decode-json.ts';
import { decodeTracesProtobuf } from '../../../src/receive/otlp/decode-protobuf.ts';
import { bytesField } from '../../../src/receive/otlp/protobuf-writer.ts';
import { attribute, jsonRequest, protobufRequest } from './otlp-body.ts';

function errorOf(decode: () => unknown): OtlpDecodeError {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpDecodeError);
    return error as OtlpDecodeError;
  }
  throw new Error('it was taken');
}

const protobufError = (...bytes: number[]) =>
  errorOf(() => decodeTracesProtobuf(Buffer.from(bytes)));

describe('protobuf: what was expected, and at which byte', () => {
  test.each([
    [
      'a length that is not there',
      [0x0a, 0x05, 0x00],
      1,
      '5 bytes of resource_spans, and 1 are there',
    ],
    [
      'a length of 2^62',
      [0x0a, ...Array(8).fill(0xff), 0x3f],
      1,
      'resource_spans of a possible length',
    ],
    ['a varint without end', [0x0a, ...Array(12).fill(0xff)], 1, 'a varint of at most 10 bytes'],
    ['a varint cut off', [0x0a, 0x80], 1, 'a whole varint'],
    ['field 0', [0x02, 0x00], 0, 'a field number above 0'],
    ['a group', [0x0b], 1, 'a wire type of 0, 1, 2 or 5 for field 1, not 3'],
    ['8 bytes cut off', [0x11, 1, 2, 3], 1, 'a field of 8 bytes'],
  ])('%s', (_, bytes, offset, expected) => {
    const error = protobufError(...bytes);
    expect(error).toMatchObject({ code: 'AGENTOPS_OTLP_DECODE', status: 400, offset });
    expect(error.message).toContain(expected);
  });

  test('a nested length that goes beyond its parent', () => {
    const inner = Buffer.concat([
      bytesField(2, Buffer.from([0x12, 0x7f])),
      bytesField(9, Buffer.alloc(200)),
    ]);
    expect(errorOf(() => decodeTracesProtobuf(bytesField(1, inner))).message).toContain(
      '127 bytes',
    );
  });

  test('a time cut off', () => {
    const error = errorOf(() => decodeTracesProtobuf(protobufRequest(Buffer.from([0x39, 1, 2]))));
    expect(error.message).toContain('start_time_unix_nano, 8 bytes');
  });

  test('many tiny messages are refused before they take the memory', () => {
    const empties = Buffer.alloc(8_100_000);
    for (let at = 0; at < empties.length; at += 2) empties[at] = 0x0a;
    const error = errorOf(() =>
      decodeTracesProtobuf(protobufRequest(attribute('bomb', bytesField(5, empties)))),
    );
    expect(error.status).toBe(413);
  });
});

describe('JSON: where, and what has to be there', () => {
  const spanWith = (fields: object) => {
    const request = jsonRequest([{}, {}]);
    Object.assign(request.resourceSpans[0]?.scopeSpans[0]?.spans[1] as object, fields);
    return JSON.stringify(request);
  };
  const span = 'resourceSpans[0].scopeSpans[0].spans[1]';
  const value = (value: unknown) => spanWith({ attributes: [{ key: 'k', value }] });

  test.each([
    ['', 'no valid JSON'],
    ['{"resourceSpans":[', 'no valid JSON'],
    ['[]', 'the body has to be an object, not a list'],
    ['{"resourceSpans":{}}', 'resourceSpans has to be a list, not an object'],
    ['{"resourceSpans":[7]}', 'resourceSpans[0] has to be an object, not 7'],
    [spanWith({ name: 3 }), `${span}.name has to be a string, not 3`],
    [spanWith({ kind: 'LOUD' }), `${span}.kind has to be an integer or a name of its enum`],
    [spanWith({ startTimeUnixNano: 'noon' }), `${span}.startTimeUnixNano has to be nanoseconds`],
    [spanWith({ endTimeUnixNano: -1 }), `${span}.endTimeUnixNano has to be nanoseconds`],
    [spanWith({ endTimeUnixNano: '99999999999999999999' }), 'has to be nanoseconds'],
    [value('text'), `${span}.attributes[0].value has to be an object, not "text"`],
    [value({ intValue: '1.5' }), `${span}.attributes[0].value.intValue has to be a 64-bit integer`],
    [value({ intValue: '9223372036854775808' }), 'has to be a 64-bit integer'],
    [value({ boolValue: 'yes' }), 'boolValue has to be true or false'],
    [value({ doubleValue: 'many' }), 'doubleValue has to be a number'],
    [value({ bytesValue: '%%%' }), 'bytesValue has to be base64'],
  ])('%#', (body, expected) => {
    const error = errorOf(() => decodeTracesJson(Buffer.from(body)));
    expect(error.status).toBe(400);
    expect(error.message).toContain(expected);
  });

  test('nesting without end', () => {
    const error = errorOf(() => decodeTracesJson(Buffer.alloc(5_000_000, '[')));
    expect(error.message).toContain('nested deeper than 1000 levels, at byte 1000');
  });

  test('brackets in strings are no nesting', () => {
    const name = `${'[{\\"'.repeat(5000)}\\\\`;
    const filler = 'x'.repeat(5_000_000);
    const request = JSON.stringify(jsonRequest([{ name: '@', attributes: { filler } }]));
    const body = Buffer.from(request.replace('@', name));
    expect(decodeTracesJson(body).spans[0]?.name).toHaveLength(5000 * 3 + 1);
  });

  test('values without number are refused before they take the memory', () => {
    const bomb = gzipSync(Buffer.from(`{"x":[${'[],'.repeat(4_100_000)}[]]}`));
    expect(errorOf(() => decodeTracesJson(gunzipSync(bomb))).status).toBe(413);
  });
});

describe('metrics and logs are counted', () => {
  const record = bytesField(2, Buffer.from('whatever'));
  const body = bytesField(1, bytesField(2, Buffer.concat([record, record, record])));

  test('protobuf', () => {
    expect(countItemsProtobuf(body)).toBe(3);
    expect(countItemsProtobuf(Buffer.alloc(0))).toBe(0);
    expect(errorOf(() => countItemsProtobuf(body.subarray(0, -1))).offset).toBe(1);
  });

  test('JSON', () => {
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}] }] }] };
    expect(countItemsJson(Buffer.from(JSON.stringify(logs)), 'logs')).toBe(2);
    const wrong = { resourceMetrics: [{ scopeMetrics: 3 }] };
    expect(
      errorOf(() => countItemsJson(Buffer.from(JSON.stringify(wrong)), 'metrics')).message,
    ).toContain('resourceMetrics[0].scopeMetrics has to be a list');
  });
});
