const firstBytes = 16 * 1024;
/** Their length takes one byte. */
const shortChars = 64;

/** Writes protobuf's wire format, into a buffer that grows and is used again. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(firstBytes);
  #at = 0;
  /** Where the messages begin that have begun. */
  readonly #begun: number[] = [];

  /** A copy of what was written. The next thing begins anew. */
  finish(): Buffer {
    const written = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return written;
  }

  /** Protobuf's default is not written. */
  varint(field: number, value: number): void {
    if (value !== 0) this.varintAlways(field, value);
  }

  /** Of a `oneof`, where the default is said as well. Integers up to 2^53; negative ones take ten bytes. */
  varintAlways(field: number, value: number): void {
    this.#tag(field, 0);
    if (value < 0) this.#longVarint(BigInt.asUintN(64, BigInt(value)));
    else this.#varint(value);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#room(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, 1);
    this.#room(8);
    this.#at = this.#buffer.writeBigUInt64LE(value, this.#at);
  }

  hex(field: number, digits: string): void {
    this.#tag(field, 2);
    this.#varint(digits.length / 2);
    this.#room(digits.length / 2);
    this.#at += this.#buffer.write(digits, this.#at, 'hex');
  }

  string(field: number, text: string): void {
    if (text.length <= shortChars && this.#ascii(field, text)) return;
    const bytes = Buffer.byteLength(text);
    this.#tag(field, 2);
    this.#varint(bytes);
    this.#room(bytes);
    // What is no Unicode, half of a pair, becomes U+FFFD: protobuf knows no other text.
    this.#at += this.#buffer.write(text, this.#at, 'utf8');
  }

  bytes(field: number, value: Buffer): void {
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#room(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  /** What is written until `end` is a message inside. */
  begin(field: number): void {
    this.#tag(field, 2);
    this.#room(1);
    this.#begun.push(++this.#at);
  }

  end(): void {
    const start = this.#begun.pop() as number;
    const length = this.#at - start;
    const more = varintBytes(length) - 1;
    if (more > 0) {
      this.#room(more);
      this.#buffer.copyWithin(start + more, start, this.#at);
    }
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  /** Names and numbers mostly: there are many, and calling into Node takes longer than they do. */
  #ascii(field: number, text: string): boolean {
    const start = this.#at;
    this.#tag(field, 2);
    this.#room(text.length + 1);
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = text.length;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) {
        this.#at = start;
        return false;
      }
      buffer[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  #varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  #longVarint(value: bigint): void {
    this.#room(10);
    let rest = value;
    while (rest > 127n) {
      this.#buffer[this.#at++] = Number(rest & 127n) + 128;
      rest >>= 7n;
    }
    this.#buffer[this.#at++] = Number(rest);
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
