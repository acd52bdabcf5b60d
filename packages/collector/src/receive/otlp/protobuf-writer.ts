import { tagOf, wire } from './protobuf-reader.ts';

/** A field of text or of a nested message. */
export function bytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(tagOf(field, wire.bytes)), varint(bytes.length), bytes]);
}

/** @param value a non-negative integer */
export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(tagOf(field, wire.varint)), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
