const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Ids of the events of one trace's spans: UUIDv8 that end as the span's id does. Made of two ids without a hash of their own,
 * because each span asks for its own and for its parent's.
 */
export class SpanEventIds {
  readonly #first: number;
  readonly #second: string;
  readonly #third: string;

  /** @param traceSession the id of the trace's own session: a hash of the trace's id */
  constructor(traceSession: string) {
    this.#first = Number.parseInt(traceSession.slice(0, 8), 16);
    this.#second = traceSession.slice(9, 13);
    this.#third = traceSession.slice(15, 17);
  }

  /** @param spanId 16 hexadecimal digits, in lower case */
  of(spanId: string): string {
    // The store finds an event by the first half of its id, which so differs between the spans of a trace too.
    const low = Number.parseInt(spanId.slice(8), 16);
    const high = Number.parseInt(spanId.slice(0, 8), 16);
    const first = this.#first ^ Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    const head = `${byteOf(first, 24)}${byteOf(first, 16)}${byteOf(first, 8)}${byteOf(first, 0)}`;
    const tail = `${spanId.charAt(0)}-8${spanId.slice(1, 4)}-${spanId.slice(4)}`;
    return `${head}-${this.#second}-8${this.#third}${tail}`;
  }
}

function byteOf(word: number, shift: number): string {
  return hex[(word >>> shift) & 0xff] as string;
}
