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

interface Patch {
  stamp: Stamp;
  fields: Readonly<Record<string, unknown>>;
}

/** More are merged field by field. Most things are told by two: a start and an end. */
const maxPatches = 4;

/** A set of fields in which, for each field, the highest stamp wins: commutative, associative, idempotent. */
export class Fields {
  /** As they came, the lowest stamp first: that takes a fraction of the time and memory. */
  #patches: Patch[] = [];
  /** Once there are many. */
  #entries: Map<string, { stamp: Stamp; value: unknown }> | undefined;

  set(key: string, value: unknown, stamp: Stamp): void {
    this.setAll({ [key]: value }, stamp);
  }

  /** The object stays as it is from now on. Of several with one stamp the first one holds. */
  setAll(fields: Readonly<Record<string, unknown>>, stamp: Stamp): void {
    if (this.#entries) {
      merge(this.#entries, fields, stamp);
      return;
    }
    const patches = this.#patches;
    let at = patches.length;
    while (at > 0 && compareStamps((patches[at - 1] as Patch).stamp, stamp) >= 0) at--;
    if (at === patches.length) patches.push({ stamp, fields });
    else patches.splice(at, 0, { stamp, fields });
    if (patches.length > maxPatches) this.#mergeAll();
  }

  get(key: string): unknown {
    if (this.#entries) return this.#entries.get(key)?.value;
    for (const { fields } of this.#patches.toReversed()) {
      if (Object.hasOwn(fields, key) && fields[key] !== undefined) return fields[key];
    }
    return undefined;
  }

  /** A new plain object, keys in alphabetical order, so that equal states are equal text. */
  toObject(): Record<string, unknown> {
    const values = new Map<string, unknown>();
    for (const [key, { value }] of this.#entries ?? []) values.set(key, value);
    for (const { fields } of this.#patches) {
      for (const key of Object.keys(fields)) {
        if (fields[key] !== undefined) values.set(key, fields[key]);
      }
    }
    const object: Record<string, unknown> = {};
    for (const key of [...values.keys()].sort()) {
      const value = values.get(key);
      // A record may name a field so. To define all of them takes several times as long.
      if (key === '__proto__') Object.defineProperty(object, key, { value, ...ordinary });
      else object[key] = value;
    }
    return object;
  }

  #mergeAll(): void {
    this.#entries = new Map();
    // The first of one stamp is the last here.
    for (const { fields, stamp } of this.#patches.toReversed()) {
      merge(this.#entries, fields, stamp);
    }
    this.#patches = [];
  }
}

function merge(
  entries: Map<string, { stamp: Stamp; value: unknown }>,
  fields: Readonly<Record<string, unknown>>,
  stamp: Stamp,
): void {
  for (const key of Object.keys(fields)) {
    if (fields[key] === undefined) continue;
    const known = entries.get(key);
    if (known && compareStamps(known.stamp, stamp) >= 0) continue;
    entries.set(key, { stamp, value: fields[key] });
  }
}

const ordinary = { enumerable: true, writable: true, configurable: true };
