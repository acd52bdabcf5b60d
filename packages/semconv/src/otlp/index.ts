export type { SpanEncoding, SpanGroup } from './encoding.ts';
export { JsonEncoding } from './json-encoding.ts';
export { type PartialSuccess, partialSuccessOf } from './partial-success.ts';
export { ProtobufEncoding } from './protobuf-encoding.ts';
export { encodeAttributes, encodeSpan } from './span-json.ts';
