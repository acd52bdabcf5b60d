import type { AgentOpsRecord, WriterInfo } from './record.ts';

/** Whether more can come from a writer. `reason` says why not. */
export type WriterState = { state: 'alive' } | { state: 'gone'; reason: string };

/** What the records read so far say about one writer. */
export class FoldedWriter {
  readonly id: string;
  info: WriterInfo | undefined;
  /** Why it closed, where it closed in order. */
  closed: string | undefined;
  lastTime = 0;
  /** Sequence numbers seen, as sorted, separate ranges with both ends inside. */
  readonly #ranges: [number, number][] = [];
  #infoSegment = -1;
  #closedSeq = -1;
  #lastSeq = -1;

  constructor(id: string) {
    this.id = id;
  }

  add(record: AgentOpsRecord): void {
    if (!record.unnumbered) this.#addSeq(record.seq);
    if (record.seq > this.#lastSeq) this.#lastSeq = record.seq;
    if (record.time > this.lastTime) this.lastTime = record.time;
    if (record.kind === 'writer' && record.info.segment > this.#infoSegment) {
      this.#infoSegment = record.info.segment;
      this.info = record.info;
    }
    if (record.kind === 'close' && record.seq > this.#closedSeq) {
      this.#closedSeq = record.seq;
      this.closed = record.reason;
    }
  }

  /** Closed, and nothing has come since. */
  get isClosed(): boolean {
    return this.#closedSeq >= 0 && this.#closedSeq === this.#lastSeq;
  }

  /** Records that were numbered but are nowhere. What is before the first one was thrown away by retention. */
  get missing(): number {
    let missing = 0;
    for (let index = 1; index < this.#ranges.length; index++) {
      missing += (this.#ranges[index]?.[0] ?? 0) - (this.#ranges[index - 1]?.[1] ?? 0) - 1;
    }
    return missing;
  }

  #addSeq(seq: number): void {
    const ranges = this.#ranges;
    let index = ranges.length;
    while (index > 0 && (ranges[index - 1]?.[0] as number) > seq) index--;
    const before = ranges[index - 1];
    if (before && seq <= before[1]) return;
    const after = ranges[index];
    if (before && before[1] === seq - 1) {
      before[1] = seq;
      if (after && after[0] === seq + 1) {
        before[1] = after[1];
        ranges.splice(index, 1);
      }
    } else if (after && after[0] === seq + 1) after[0] = seq;
    else ranges.splice(index, 0, [seq, seq]);
  }
}
