/** Orders what records say about the same thing, whatever order they are read in. */
export interface Stamp {
  /** An end beats an update, which beats a start. */
  rank: number;
  time: number;
  writer: string;
  seq: number;
}

export const rankOf = { start: 1, update: 2, end: 3 } as const;

/** Positive when `a` beats `b`. Zero only for the same record. */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return compareTimes(a, b);
}

/** As `compareStamps`, but later is later, whatever its rank. */
export function compareTimes(a: Stamp, b: Stamp): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.writer !== b.writer) return a.writer < b.writer ? -1 : 1;
  return a.seq - b.seq;
}

/** A set of fields in which, for each field, the highest stamp wins: commutative, associative, idempotent. */
export class Fields {
  readonly #entries = new Map<string, { stamp: Stamp; value: unknown }>();

  set(key: string, value: unknown, stamp: Stamp): void {
    if (value === undefined) return;
    const known = this.#entries.get(key);
    if (known && compareStamps(known.stamp, stamp) >= 0) return;
    this.#entries.set(key, { stamp, value });
  }

  setAll(patch: Readonly<Record<string, unknown>>, stamp: Stamp): void {
    for (const key of Object.keys(patch)) this.set(key, patch[key], stamp);
  }

  get(key: string): unknown {
    return this.#entries.get(key)?.value;
  }

  /** A new plain object, keys in alphabetical order, so that equal states are equal text. */
  toObject(): Record<string, unknown> {
    const keys = [...this.#entries.keys()].sort();
    const object: Record<string, unknown> = {};
    for (const key of keys) define(object, key, this.#entries.get(key)?.value);
    return object;
  }
}

/** A record may name a field `__proto__`. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
