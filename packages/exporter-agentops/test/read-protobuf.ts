/** A field: `name`, `name:type`, or a message. Text where no type is named. */
type Field = string | { name: string; many?: boolean; shape: () => Shape };
export type Shape = Readonly<Record<number, Field>>;

/** Reads a protobuf message as protobuf's JSON. @throws Error at a field that the shape does not have */
export function readMessage(body: Buffer, shape: Shape): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at++];
      if (byte === undefined) throw new Error('the message ends within a number');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  };
  while (at < body.length) {
    const tag = Number(varint());
    const field = shape[tag >> 3];
    if (!field) throw new Error(`there is no field ${tag >> 3}`);
    const wire = tag & 7;
    let raw: Buffer | bigint;
    if (wire === 0) raw = varint();
    else {
      const length = wire === 1 ? 8 : Number(varint());
      raw = body.subarray(at, at + length);
      if (raw.length < length) throw new Error('the message ends within a field');
      at += length;
    }
    if (typeof field === 'string') {
      const [name, type = 'text'] = field.split(':') as [string, string?];
      read[name] = readers[type]?.(raw as never);
    } else {
      const inner = readMessage(raw as Buffer, field.shape());
      const before = (read[field.name] ?? []) as unknown[];
      read[field.name] = field.many ? [...before, inner] : inner;
    }
  }
  return read;
}

const readers: Record<string, (raw: never) => unknown> = {
  text: (raw: Buffer) => raw.toString(),
  hex: (raw: Buffer) => raw.toString('hex'),
  fixed64: (raw: Buffer) => String(raw.readBigUInt64LE()),
  double: (raw: Buffer) => raw.readDoubleLE(),
  bool: (raw: bigint) => raw === 1n,
  int: (raw: bigint) => String(BigInt.asIntN(64, raw)),
  number: (raw: bigint) => Number(raw),
};
