import { OtlpDecodeError } from './decode-error.ts';
import { maxNodes, throwTooManyNodes } from './decoded-traces.ts';

/** How a field's value is laid out (https://protobuf.dev/programming-guides/encoding/). */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Fields are numbered from 1, and their number and wire type come as one varint: `tag >>> 3` and `tag & 7`. */
export function tagOf(field: number, type: number): number {
  return (field << 3) | type;
}

/**
 * Walks through protobuf bytes. `end` is the end of the message under way: whoever enters a nested message moves it there, and
 * back afterwards. Nothing is read beyond it, and nothing is allocated by a length that the bytes don't have.
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  position = 0;
  end: number;
  /** The two halves of what was read last by `varint64` and `fixed64`. */
  low = 0;
  high = 0;
  #nodes = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** Counts a message, so that many small ones don't take the memory that their bytes did not. */
  countNode(): void {
    if (++this.#nodes > maxNodes) throwTooManyNodes(this.position);
  }

  tag(): number {
    const start = this.position;
    const first = this.bytes[start] as number;
    let tag = first;
    if (first < 0x80) this.position = start + 1;
    else {
      this.varint64('a field number');
      if (this.high !== 0) this.fail('a field number', start);
      tag = this.low;
    }
    if (tag >>> 3 === 0) this.fail('a field number above 0', start);
    return tag;
  }

  /** Enters a nested message or goes over bytes: returns where they end. */
  lengthEnd(what: string): number {
    const start = this.position;
    const length = this.varint(what);
    const end = this.position + length;
    if (end > this.end) {
      this.fail(`${length} bytes of ${what}, and ${this.end - this.position} are there`, start);
    }
    return end;
  }

  /** A varint below 2^53. */
  varint(what: string): number {
    const first = this.bytes[this.position] as number;
    if (this.position < this.end && first < 0x80) {
      this.position++;
      return first;
    }
    const start = this.position;
    this.varint64(what);
    if (this.high >= 0x20_0000) this.fail(`${what} of a possible length`, start);
    return this.high * 0x1_0000_0000 + this.low;
  }

  varint64(what: string): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.position >= this.end) this.fail(`${what}, a whole varint`, start);
      const byte = this.bytes[this.position++] as number;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (index * 7);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (index * 7 - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.fail(`${what}, a varint of at most 10 bytes`, start);
  }

  fixed64(what: string): void {
    const { position } = this;
    if (position + 8 > this.end) this.fail(`${what}, 8 bytes`);
    this.low = this.bytes.readUInt32LE(position);
    this.high = this.bytes.readUInt32LE(position + 4);
    this.position = position + 8;
  }

  double(what: string): number {
    const { position } = this;
    if (position + 8 > this.end) this.fail(`${what}, 8 bytes`);
    this.position = position + 8;
    return this.bytes.readDoubleLE(position);
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  string(what: string): string {
    return this.#text('utf8', what);
  }

  hex(what: string): string {
    return this.#text('hex', what);
  }

  base64(what: string): string {
    return this.#text('base64', what);
  }

  #text(encoding: BufferEncoding, what: string): string {
    const end = this.lengthEnd(what);
    const text = this.bytes.toString(encoding, this.position, end);
    this.position = end;
    return text;
  }

  /** Goes over a field that has no meaning here. */
  skip(tag: number): void {
    const start = this.position;
    switch (tag & 7) {
      case wire.varint:
        this.varint64('a field');
        return;
      case wire.fixed64:
        this.#leap(8, start);
        return;
      case wire.bytes:
        this.position = this.lengthEnd('a field');
        return;
      case wire.fixed32:
        this.#leap(4, start);
        return;
      default:
        this.fail(`a wire type of 0, 1, 2 or 5 for field ${tag >>> 3}, not ${tag & 7}`, start);
    }
  }

  #leap(bytes: number, start: number): void {
    if (start + bytes > this.end) this.fail(`a field of ${bytes} bytes`, start);
    this.position = start + bytes;
  }

  /** @throws OtlpDecodeError always */
  fail(expected: string, offset = this.position): never {
    throw new OtlpDecodeError(
      `The protobuf is malformed: at byte ${offset}, expected ${expected}.`,
      {
        offset,
      },
    );
  }
}
