/** Parts of a list that keep both bounds. An item that is larger alone goes alone. */
export function* batches<T>(
  items: readonly T[],
  max: { items: number; bytes: number },
  bytesOf: (item: T) => number,
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= max.items || bytes + size > max.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
