import { expect, it } from 'vitest';
import { partialSuccessOf } from '../../src/otlp/index.ts';

const bytes = (...values: number[]) => Buffer.from(values);

it.each([
  ['JSON', '{"partialSuccess":{"rejectedSpans":"129","errorMessage":"no röom"}}'],
  [
    'JSON on several lines',
    '\n{ "partialSuccess":\n{"rejectedSpans":129,"errorMessage":"no röom"}}',
  ],
])('reads %s', (_, text) => {
  expect(partialSuccessOf(Buffer.from(text))).toEqual({ rejectedSpans: 129, message: 'no röom' });
});

it('reads protobuf', () => {
  const body = Buffer.concat([bytes(10, 12, 8, 0x81, 1, 18, 8), Buffer.from('no röom')]);
  body[1] = body.length - 2;
  expect(partialSuccessOf(body)).toEqual({ rejectedSpans: 129, message: 'no röom' });
  expect(partialSuccessOf(bytes(10, 2, 8, 3))).toEqual({ rejectedSpans: 3, message: '' });
});

it.each([
  ['nothing', ''],
  ['an empty answer', '{}'],
  ['an empty partial success, as a yes is in protobuf', bytes(10, 0)],
  ['none rejected', '{"partialSuccess":{"rejectedSpans":0,"errorMessage":"beware"}}'],
  ['null', 'null'],
  ['HTML', '<html>hello</html>'],
  ['a message that ends too soon', bytes(10, 4, 8)],
])('reads %s as a yes', (_, body) => {
  expect(partialSuccessOf(Buffer.from(body as string))).toBeUndefined();
});
