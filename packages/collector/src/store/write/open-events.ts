import { type EventRecord, FoldedEvent } from '@agentops/core';

/** Characters of records, roughly, that are kept folded. */
const maxSize = 32 * 1024 * 1024;

interface OpenEvent {
  /** Folded when the second one comes: most events have a start and an end, and many only an end. */
  records: EventRecord[];
  folded: FoldedEvent | undefined;
  size: number;
}

/** Events that have not ended, folded, so that their next record does not cost reading all those before. */
export class OpenEvents {
  readonly #open = new Map<number, OpenEvent>();
  #size = 0;

  /** Takes it out. Undefined where it is not here: it has to be read. */
  take(row: number, added: readonly EventRecord[]): FoldedEvent | undefined {
    const event = this.#open.get(row);
    if (!event) return undefined;
    this.drop(row);
    const folded = event.folded ?? fold(event.records);
    for (const record of added) folded.add(record);
    return folded;
  }

  keep(row: number, what: FoldedEvent | EventRecord, size: number): void {
    const event =
      what instanceof FoldedEvent
        ? { records: [], folded: what, size }
        : { records: [what], folded: undefined, size };
    this.#open.set(row, event);
    this.#size += size;
    while (this.#size > maxSize) this.drop(this.#open.keys().next().value as number);
  }

  drop(row: number): void {
    this.#size -= this.#open.get(row)?.size ?? 0;
    this.#open.delete(row);
  }

  sizeOf(row: number): number {
    return this.#open.get(row)?.size ?? 0;
  }
}

export function fold(records: readonly EventRecord[]): FoldedEvent {
  const folded = new FoldedEvent(records[0]?.event.id ?? '');
  for (const record of records) folded.add(record);
  return folded;
}
