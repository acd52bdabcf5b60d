/** Digits of a length that is written before it is known: 28 bits, enough for 256 MiB. */
const lengthDigits = 4;

/** Writes a protobuf message (https://protobuf.dev/programming-guides/encoding/), field by field, into one piece of memory. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(16 * 1024);
  #at = 0;

  /** What was written, as a copy. */
  finish(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#at));
  }

  message(field: number, write: () => void): void {
    this.#tag(field, 2);
    const start = this.#at;
    this.#reserve(lengthDigits);
    this.#at += lengthDigits;
    write();
    // A number may have more digits than it needs.
    let length = this.#at - start - lengthDigits;
    for (let digit = 0; digit < lengthDigits; digit++) {
      const goesOn = digit < lengthDigits - 1 ? 0x80 : 0;
      this.#buffer[start + digit] = (length & 0x7f) | goesOn;
      length >>>= 7;
    }
  }

  /** An empty text is not written. */
  text(field: number, value: string): void {
    if (value === '') return;
    const length = Buffer.byteLength(value);
    this.#tag(field, 2);
    this.#digits(length);
    this.#reserve(length);
    this.#buffer.write(value, this.#at);
    this.#at += length;
  }

  bytes(field: number, value: Buffer): void {
    this.#tag(field, 2);
    this.#digits(value.length);
    this.#reserve(value.length);
    value.copy(this.#buffer, this.#at);
    this.#at += value.length;
  }

  /** A whole number; a negative one takes 64 bits. */
  varint(field: number, value: number | bigint): void {
    this.#tag(field, 0);
    this.#digits(value);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
    this.#at += 8;
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, this.#at);
    this.#at += 8;
  }

  #tag(field: number, kind: number): void {
    this.#digits((field << 3) | kind);
  }

  #digits(value: number | bigint): void {
    this.#reserve(10);
    if (value < 0 || value > 0x7fffffff) {
      this.#manyDigits(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = Number(value);
    while (rest > 0x7f) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  #manyDigits(value: bigint): void {
    let rest = value;
    while (rest > 0x7fn) {
      this.#buffer[this.#at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#at++] = Number(rest);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
