const none: readonly number[] = [];
const free = -1;

/**
 * Rows by a number that several can have. To look one up in a `Map` takes more than twice as long, and the garbage collector goes
 * over each of its keys.
 */
export class KeyTable {
  /** Number of rows, those that were taken out included. */
  size = 0;
  #keys = new Float64Array(2048).fill(free);
  #rows = new Float64Array(2048);

  /** @param key a whole number from 0, below 2^53. @param row from 1 */
  add(key: number, row: number): void {
    if (2 * ++this.size > this.#keys.length) this.#grow();
    this.#put(key, row);
  }

  rowsOf(key: number): readonly number[] {
    let rows: number[] | undefined;
    const last = this.#keys.length - 1;
    for (let slot = slotOf(key, last); this.#keys[slot] !== free; slot = (slot + 1) & last) {
      if (this.#keys[slot] !== key || this.#rows[slot] === 0) continue;
      rows ??= [];
      rows.push(this.#rows[slot] as number);
    }
    return rows ?? none;
  }

  remove(key: number, row: number): void {
    const last = this.#keys.length - 1;
    for (let slot = slotOf(key, last); this.#keys[slot] !== free; slot = (slot + 1) & last) {
      // Its place stays taken, so that what stands behind it is found.
      if (this.#keys[slot] === key && this.#rows[slot] === row) this.#rows[slot] = 0;
    }
  }

  /** Smallest first; one as often as there are rows of it. */
  sortedKeys(): Float64Array {
    return this.#keys.filter((key) => key !== free).sort();
  }

  #put(key: number, row: number): void {
    const last = this.#keys.length - 1;
    let slot = slotOf(key, last);
    while (this.#keys[slot] !== free) slot = (slot + 1) & last;
    this.#keys[slot] = key;
    this.#rows[slot] = row;
  }

  #grow(): void {
    const [keys, rows] = [this.#keys, this.#rows];
    this.#keys = new Float64Array(2 * keys.length).fill(free);
    this.#rows = new Float64Array(2 * keys.length);
    for (const [slot, key] of keys.entries())
      if (key !== free) this.#put(key, rows[slot] as number);
  }
}

/** Neighbours, as UUIDv7 give, are to be spread, and so are numbers that differ in their upper half alone. */
function slotOf(key: number, last: number): number {
  const mixed = Math.imul(key ^ Math.imul(key / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & last;
}
