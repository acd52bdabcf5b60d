import { mapSpan, type Span } from '@agentops/semconv';
import type { Appended, Store } from '@agentops/store';
import { ByteBudget } from '../byte-budget.ts';
import { toNdjson } from '../derived-records.ts';
import type { Taken } from '../taken.ts';
import type { UnstoredSignal } from './count-items.ts';
import { OtlpDecodeError } from './decode-error.ts';
import { SpanRecorder } from './spans-to-records.ts';
import { TaskWeaverTwins } from './taskweaver-twins.ts';

export interface SpanReceiverOptions {
  /** Milliseconds without a span after which a session whose root did not come is ended. @default 600,000 */
  idleMs?: number;
  /** Of requests that are being read or stored. @default 128 MiB of its own */
  budget?: ByteBudget;
  /** Told of what the store has acknowledged, and of spans that were not taken. */
  onTaken?: (taken: Taken) => void;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

const defaultBudget = 128 * 1024 * 1024;

/** What came in since the start. */
export interface SpanReceiverCounts {
  requests: number;
  spans: number;
  /** Spans that were sent and not kept, because their ids are none. */
  rejectedSpans: number;
  /** Received, and not stored. */
  metrics: number;
  logs: number;
  /** Requests that were refused, by what they were told. */
  refused: { malformed: number; busy: number; storeDown: number };
}

/**
 * Stores spans, whatever way they came. A store has one of these, because spans of one trace may come by HTTP and by gRPC.
 */
export class SpanReceiver {
  static readonly #receivers = new WeakMap<Store, SpanReceiver>();

  readonly counts: SpanReceiverCounts = {
    requests: 0,
    spans: 0,
    rejectedSpans: 0,
    metrics: 0,
    logs: 0,
    refused: { malformed: 0, busy: 0, storeDown: 0 },
  };
  readonly inFlight: ByteBudget;
  readonly #store: Store;
  readonly #recorder: SpanRecorder;
  readonly #idleMs: number;
  readonly #onTaken: (taken: Taken) => void;
  readonly #twins: TaskWeaverTwins;
  readonly #timer: NodeJS.Timeout;
  #recalled = false;

  /** The store's receiver. Options count for the first call only. */
  static of(store: Store, options: SpanReceiverOptions = {}): SpanReceiver {
    let receiver = SpanReceiver.#receivers.get(store);
    if (!receiver) {
      receiver = new SpanReceiver(store, options);
      SpanReceiver.#receivers.set(store, receiver);
    }
    return receiver;
  }

  private constructor(
    store: Store,
    { idleMs = 600_000, budget, onTaken = () => {}, now = Date.now }: SpanReceiverOptions,
  ) {
    this.#store = store;
    this.#onTaken = onTaken;
    this.#idleMs = idleMs;
    this.inFlight = budget ?? new ByteBudget(defaultBudget);
    this.#recorder = new SpanRecorder({ mapSpan, now });
    this.#twins = new TaskWeaverTwins(store, now);
    const everyMs = Math.min(Math.max(idleMs / 10, 10), 30_000);
    this.#timer = setInterval(() => void this.closeIdle().catch(() => {}), everyMs);
    this.#timer.unref();
  }

  /**
   * Stores spans. When it resolves, they are durable.
   * @throws StoreWriteError where they could not be kept: they can be sent again
   * @throws OtlpDecodeError where their records would be too large for one append
   */
  async receive(spans: readonly Span[]): Promise<Appended | undefined> {
    if (spans.length === 0) return undefined;
    this.#twins.expect(spans);
    try {
      const appended = await this.#store.append(this.#textOf(spans));
      this.counts.spans += spans.length;
      const { accepted: records, repeated, rejectedLines: rejected } = appended;
      this.#onTaken({ records, spans: spans.length, repeated, rejected });
      return appended;
    } catch (error) {
      this.#recorder.doubt(spans);
      throw error;
    }
  }

  countRejected(spans: number): void {
    if (spans === 0) return;
    this.counts.rejectedSpans += spans;
    this.#onTaken({ rejected: spans });
  }

  countUnstored(signal: UnstoredSignal, items: number): void {
    this.counts[signal] += items;
  }

  /** Ends the sessions that have been idle too long. The receiver's timer calls it too. */
  async closeIdle(): Promise<void> {
    await this.#recall();
    const records = this.#recorder.endIdle(this.#idleMs);
    if (records.length === 0) return;
    try {
      await this.#store.append(toNdjson(records));
    } catch (error) {
      this.#recorder.stillOpen(records.map(({ session }) => session.id));
      throw error;
    }
  }

  /** Resolves when rounds that are told twice by now are told once. */
  settled(): Promise<void> {
    return this.#twins.settled();
  }

  /** Ends the timer. */
  close(): void {
    clearInterval(this.#timer);
    this.#twins.close();
    SpanReceiver.#receivers.delete(this.#store);
  }

  /** Sessions of spans that an earlier process left open are idle from now on. */
  async #recall(): Promise<void> {
    if (this.#recalled) return;
    this.#recalled = true;
    try {
      let cursor: string | undefined;
      do {
        const page = await this.#store.reader.sessions({
          state: ['open'],
          limit: 500,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { id, owner, lastTime } of page.items) {
          if (owner.startsWith('otlp:')) this.#recorder.recall(id, owner, lastTime);
        }
        cursor = page.next;
      } while (cursor !== undefined);
      await this.#twins.recall();
    } catch (error) {
      this.#recalled = false;
      throw error;
    }
  }

  #textOf(spans: readonly Span[]): string {
    try {
      return this.#recorder.records(spans);
    } catch (cause) {
      // A string has at most 2^29 characters, and escapes can make a text six times as long.
      if (!(cause instanceof RangeError)) throw cause;
      const message = 'The spans are too large for one append: send less at a time.';
      throw new OtlpDecodeError(message, { status: 413, cause });
    }
  }
}
