/** Milliseconds in which what was forgets two thirds of its weight. */
const windowMs = 500;

/** How much of the time lately went into appends. */
export class AppendLoad {
  #share = 0;
  #at = 0;

  /** @param from, to milliseconds of one clock */
  add(from: number, to: number): void {
    this.#share = this.at(from) * keptAfter(to - from) + 1 - keptAfter(to - from);
    this.#at = to;
  }

  /** 0 to 1. */
  at(time: number): number {
    return this.#share * keptAfter(time - this.#at);
  }
}

function keptAfter(milliseconds: number): number {
  return Math.exp(-milliseconds / windowMs);
}
