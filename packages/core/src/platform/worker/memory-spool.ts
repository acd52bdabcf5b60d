import { now } from '../../events/clock.ts';
import { createId } from '../../events/id.ts';
import { type AgentOpsRecord, type RecordBody, recordVersion } from '../../events/record.ts';
import type { Spool } from '../../pipeline/spool-writer.ts';

/** In characters of JSON. */
export const maxHeldChars = 4 * 1024 * 1024;

/** Holds the last records for the exporters. They are gone with the process. */
export class MemorySpool implements Spool {
  readonly id = createId();
  readonly directory = undefined;
  readonly isFull = false;
  readonly #lines: string[] = [];
  #chars = 0;
  #seq = 0;
  #lastTime = 0;

  /** As text, because the host may go on to change what it handed over. */
  append(body: RecordBody): void {
    this.#lastTime = Math.max(now(), this.#lastTime);
    const stamp = { v: recordVersion, writer: this.id, seq: this.#seq++, time: this.#lastTime };
    const line = JSON.stringify({ ...stamp, ...body });
    this.#lines.push(line);
    this.#chars += line.length;
    // The gap that this leaves in the sequence is how a reader learns of it.
    while (this.#chars > maxHeldChars && this.#lines.length > 1) {
      this.#chars -= (this.#lines.shift() as string).length;
    }
  }

  /** What came behind the offset: the sequence number of the first record that was not read. */
  read(
    offsets: Record<string, number>,
    maxRecords = Number.POSITIVE_INFINITY,
  ): {
    records: AgentOpsRecord[];
    offsets: Record<string, number>;
  } {
    const oldest = this.#seq - this.#lines.length;
    const from = Math.max(oldest, offsets[this.id] ?? 0);
    const lines = this.#lines.slice(from - oldest, from - oldest + maxRecords);
    return {
      records: lines.map((line): AgentOpsRecord => JSON.parse(line)),
      offsets: { [this.id]: from + lines.length },
    };
  }

  rotate(): void {}
  checkFile(): boolean {
    return false;
  }
  close(): void {}
}
