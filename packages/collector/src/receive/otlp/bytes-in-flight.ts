/** Bounds what is being read, decoded and stored at a time. Whoever finds no place is told to come again later. */
export class BytesInFlight {
  readonly #max: number;
  #bytes = 0;

  /** @param max bytes; a single body may be larger when nothing else is under way */
  constructor(max: number) {
    this.#max = max;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A place for so many bytes; undefined where there is none. */
  enter(bytes: number): Place | undefined {
    if (!this.#fits(bytes)) return undefined;
    let held = bytes;
    this.#bytes += held;
    return {
      grow: (to) => {
        if (to <= held) return true;
        if (!this.#fits(to - held, held)) return false;
        this.#bytes += to - held;
        held = to;
        return true;
      },
      leave: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }

  #fits(more: number, own = 0): boolean {
    return this.#bytes === own || this.#bytes + more <= this.#max;
  }
}

export interface Place {
  /** The body turned out to be this large, if it is larger than was thought. False where that does not fit. */
  grow(to: number): boolean;
  leave(): void;
}
