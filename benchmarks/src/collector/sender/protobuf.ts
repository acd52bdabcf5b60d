/** As much of protobuf as an OTLP body needs. */

export function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

/** Bytes, or a nested message. */
export function bytes(field: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

export function whole(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function fixed64(field: number, value: bigint): Buffer {
  const buffer = Buffer.alloc(9, field * 8 + 1);
  buffer.writeBigUInt64LE(value, 1);
  return buffer;
}

function varint(value: number): Buffer {
  const buffer: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer.push((rest % 0x80) | 0x80);
  return Buffer.from([...buffer, rest]);
}
