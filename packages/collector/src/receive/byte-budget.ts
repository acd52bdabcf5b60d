/** Room in memory that is held until it is given back. */
export interface Hold {
  readonly bytes: number;
  /** Whether there is room for so many bytes instead. Without it the old hold stays. */
  resize(bytes: number): boolean;
  release(): void;
}

/** Bounds how much of what was received is in memory before it is kept. Several receivers can share one. */
export class ByteBudget {
  readonly maxBytes: number;
  #heldBytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Undefined where there is no room now. What is larger than the whole budget goes alone. */
  take(bytes: number): Hold | undefined {
    let held = 0;
    const resize = (wanted: number): boolean => {
      const others = this.#heldBytes - held;
      if (others > 0 && others + wanted > this.maxBytes) return false;
      this.#heldBytes = others + wanted;
      held = wanted;
      return true;
    };
    if (!resize(bytes)) return undefined;
    return {
      get bytes() {
        return held;
      },
      resize,
      release: () => void resize(0),
    };
  }
}
