import type { Batch, Source } from './source.ts';

/** A writer whose records a destination may be lacking. */
export interface LeftOver extends Source {
  readonly writer: string;
}

export interface LeftOversOptions {
  /** Writers that are gone and left something for the destination, the oldest first. */
  find: () => string[];
  /** Undefined where another process sends it. */
  claim: (writer: string) => LeftOver | undefined;
}

/** What processes that are gone left for one destination: one writer after the other. */
export class LeftOvers implements Source {
  readonly #options: LeftOversOptions;
  #waiting: string[] = [];
  #current: LeftOver | undefined;

  constructor(options: LeftOversOptions) {
    this.#options = options;
  }

  /** Looks for those that came to be since. True where there is something to send. */
  look(): boolean {
    if (!this.#current && this.#waiting.length === 0) this.#waiting = this.#options.find();
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  next(): Batch | undefined {
    for (;;) {
      const batch = this.#current?.next();
      if (batch) return batch;
      this.close();
      const writer = this.#waiting.shift();
      if (writer === undefined) return undefined;
      this.#current = this.#options.claim(writer);
    }
  }

  close(): void {
    this.#current?.close?.();
    this.#current = undefined;
  }
}
