/** Numbers that look random, the same ones for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** A UUIDv7 of that millisecond. */
  uuid(time: number): string {
    const ms = Math.floor(time).toString(16).padStart(12, '0');
    const a = this.below(0x1000).toString(16).padStart(3, '0');
    const b = (0x80000000 | this.below(0x40000000)) >>> 0;
    const c = this.below(0x100000000).toString(16).padStart(8, '0');
    const high = b.toString(16);
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7${a}-${high.slice(0, 4)}-${high.slice(4)}${c}`;
  }
}
