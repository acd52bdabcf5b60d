import {
  type AgentOpsRecord,
  type Folded,
  FoldedEvent,
  FoldState,
  type PromptDelta,
  type WriterState,
} from '@agentops/core';
import type { Kept } from './kept.ts';
import { type View, viewOf } from './view.ts';

/** Records that readers can see, folded. */
export class VisibleRecords {
  /** Writers that number their records. */
  readonly numbered = new Set<string>();
  readonly #records: Kept[] = [];
  readonly #removed: AgentOpsRecord[] = [];
  /** Events and sessions. */
  #content = new FoldState();
  /** What outlives the sessions: who wrote, what is lost, diagnostics. Of events and sessions it has the numbers alone. */
  readonly #ledger = new FoldState();
  #prompts = new Map<string, FoldedEvent>();
  #verdicts: ReadonlyMap<string, WriterState> = new Map();
  #ledgerResult: Folded | undefined;
  #view: View | undefined;

  add(kept: readonly Kept[], verdicts: ReadonlyMap<string, WriterState>): void {
    for (const each of kept) {
      this.#records.push(each);
      this.#addContent(each);
      if (each.record && !each.record.unnumbered) this.numbered.add(each.writer);
      this.#ledger.add(each.record ? withoutContent(each.record) : JSON.parse(each.text));
    }
    this.#verdicts = verdicts;
    this.#forget();
  }

  /** Takes records away. The ledger remembers them, so that nobody takes them for lost. */
  remove(isGone: (kept: Kept) => boolean): void {
    for (const kept of this.#records.filter(isGone)) {
      if (kept.record) this.#removed.push(withoutContent(kept.record));
    }
    const staying = this.#records.filter((kept) => !isGone(kept));
    this.#records.length = 0;
    this.#content = new FoldState();
    this.#prompts = new Map();
    for (const kept of staying) {
      this.#records.push(kept);
      this.#addContent(kept);
    }
    this.#forget();
  }

  /** What is still known of records that were taken away. */
  get removed(): readonly AgentOpsRecord[] {
    return this.#removed;
  }

  /** Of a backup: what was taken away before. */
  remember(removed: readonly AgentOpsRecord[]): void {
    for (const record of removed) {
      this.#removed.push(record);
      if (!record.unnumbered) this.numbered.add(record.writer);
      this.#ledger.add(record);
    }
    this.#forget();
  }

  get records(): readonly Kept[] {
    return this.#records;
  }

  get ledger(): Folded {
    this.#ledgerResult ??= this.#ledger.result();
    return this.#ledgerResult;
  }

  get view(): View {
    if (!this.#view) {
      const writers = new Map(this.ledger.writers.map((writer) => [writer.id, writer]));
      const stateOf = (id: string): WriterState => {
        const writer = writers.get(id);
        if (writer?.isClosed) return { state: 'gone', reason: writer.closed ?? '' };
        return this.#verdicts.get(id) ?? { state: 'alive' };
      };
      const folded = this.#content.result({ writerState: ({ id }) => stateOf(id) });
      this.#view = viewOf(folded, (id) => this.#promptOf(id));
    }
    return this.#view;
  }

  #promptOf(eventId: string): PromptDelta | undefined {
    return this.#prompts.get(eventId)?.promptDelta;
  }

  #addContent({ record }: Kept): void {
    if (!record) return;
    this.#content.add(record);
    if (!('prompt' in record) || !record.prompt) return;
    const { id } = record.event;
    const event = this.#prompts.get(id) ?? new FoldedEvent(id);
    event.add(record);
    this.#prompts.set(id, event);
  }

  #forget(): void {
    this.#view = undefined;
    this.#ledgerResult = undefined;
  }
}

/** Its place among its writer's records, and nothing else. */
function withoutContent(record: AgentOpsRecord): AgentOpsRecord {
  if (record.kind !== 'session' && !('event' in record)) return record;
  const { v, writer, seq, time, unnumbered } = record;
  return { v, writer, seq, time, kind: 'heartbeat', ...(unnumbered ? { unnumbered } : {}) };
}
