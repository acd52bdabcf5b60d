import type { HostEvent } from '../host-mapper.ts';

/** Numbers that no line came for. */
export interface Gap {
  first: number;
  count: number;
}

export type Ordered = { gap: Gap; before: HostEvent } | { gap?: undefined; line: HostEvent };

/** So many lines, so many of their characters, or so many milliseconds behind a gap, it stays one. */
const maxWaiting = 256;
const maxWaitingChars = 16 * 1024 * 1024;
const maxWaitMs = 2000;

/**
 * Puts a stream's lines in the order of their numbers. Threads of a host may write in another order than they count in, a moment
 * apart; what does not come within that moment is missing. It goes by the lines alone, so that reading again gives the same.
 */
export class LineOrder {
  #next = 0;
  readonly #waiting = new Map<number, HostEvent>();
  #waitingChars = 0;
  /** Of the lines since the last one that was in its turn. */
  #stalled = { lines: 0, since: 0 };
  /** Since the same line. Each may be one that is missing. */
  #malformed = 0;
  #repeated = 0;

  /** Lines with a number that had come, or had been given up. */
  get repeated(): number {
    return this.#repeated;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** There is a line here that can't be read. */
  addMalformed(): void {
    this.#malformed++;
  }

  /** The lines whose turn it is now, with the gaps before them. `chars`: the length of the line. */
  add(line: HostEvent, chars: number): Ordered[] {
    if (line.seq < this.#next || this.#waiting.has(line.seq)) {
      this.#repeated++;
      return [];
    }
    this.#waiting.set(line.seq, line);
    this.#waitingChars += chars;
    const ordered = this.#inTurn();
    if (ordered.length > 0) return ordered;
    if (this.#stalled.lines++ === 0) this.#stalled.since = line.mono;
    return this.#isGap(line) ? this.#passGap() : [];
  }

  /** Nothing more comes that could fill a gap. */
  flush(): Ordered[] {
    const ordered: Ordered[] = [];
    while (this.isWaiting) ordered.push(...this.#passGap());
    return ordered;
  }

  #isGap({ mono }: HostEvent): boolean {
    const { lines, since } = this.#stalled;
    return (
      this.#malformed >= this.#lowest() - this.#next ||
      lines >= maxWaiting ||
      this.#waitingChars > maxWaitingChars ||
      Math.abs(mono - since) > maxWaitMs
    );
  }

  #passGap(): Ordered[] {
    const lowest = this.#lowest();
    const gap = { first: this.#next, count: lowest - this.#next };
    const before = this.#waiting.get(lowest) as HostEvent;
    this.#next = lowest;
    return [{ gap, before }, ...this.#inTurn()];
  }

  #inTurn(): Ordered[] {
    const ordered: Ordered[] = [];
    for (;;) {
      const line = this.#waiting.get(this.#next);
      if (!line) break;
      this.#waiting.delete(this.#next++);
      ordered.push({ line });
    }
    if (ordered.length > 0) {
      this.#stalled.lines = 0;
      this.#malformed = 0;
      if (!this.isWaiting) this.#waitingChars = 0;
    }
    return ordered;
  }

  #lowest(): number {
    return Math.min(...this.#waiting.keys());
  }
}
