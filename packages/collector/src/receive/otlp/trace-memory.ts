import type { SessionRecord } from '@agentops/core';

/** What is remembered of a trace while its spans come in. */
export interface TraceEntry {
  /** The session that one of its spans named. */
  session: string | undefined;
  /** Events that went to the trace's own session, for want of a better one: by id. */
  provisional: Map<string, RecordedEvent>;
  /** The provisional events were moved to `session`. */
  moved: boolean;
  /** What was said of each session, by session and content, so that it is not said with each span. */
  said: Map<string, Map<string, SessionStatement>>;
  /** By span: ids that the sender has of its own for the span's event. */
  ownIds: Map<string, string>;
  /** Spans that are a part of their parent's event, with that parent. */
  parts: Map<string, string>;
  /** By the span of their parent: events of which the parent, which did not come yet, may turn out to have another id. */
  orphans: Map<string, RecordedEvent[]>;
  /** An append failed: what was told of this trace may not be stored. */
  unsure: boolean;
  touched: number;
}

/** An event as its latest record has it. */
export interface RecordedEvent {
  id: string;
  time: number;
  /** It has not ended. */
  open: boolean;
}

/** A session record before it is known whose. */
export interface SessionStatement {
  phase: SessionRecord['phase'];
  time: number;
  patch: Omit<SessionRecord['session'], 'id'>;
}

export interface TraceMemoryLimits {
  /** @default 10,000 */
  maxTraces?: number;
  /** Milliseconds without a span after which a trace is forgotten. @default 600,000 */
  maxAgeMs?: number;
  /** Ids of events and statements, of all traces together. @default 500,000 */
  maxItems?: number;
}

/** The traces that spans came of lately, least recent first, within bounds. */
export class TraceMemory {
  readonly #entries = new Map<string, TraceEntry>();
  readonly #sizes = new Map<string, number>();
  readonly #maxTraces: number;
  readonly #maxAgeMs: number;
  readonly #maxItems: number;
  #items = 0;

  constructor({ maxTraces = 10_000, maxAgeMs = 600_000, maxItems = 500_000 }: TraceMemoryLimits) {
    this.#maxTraces = maxTraces;
    this.#maxAgeMs = maxAgeMs;
    this.#maxItems = maxItems;
  }

  get(traceId: string): TraceEntry | undefined {
    return this.#entries.get(traceId);
  }

  /** The trace's entry, new where there is none; from now on the most recent one. */
  touch(traceId: string, now: number): TraceEntry {
    const known = this.#entries.get(traceId);
    const entry: TraceEntry = known ?? {
      session: undefined,
      provisional: new Map(),
      moved: false,
      said: new Map(),
      ownIds: new Map(),
      parts: new Map(),
      orphans: new Map(),
      unsure: false,
      touched: now,
    };
    entry.touched = now;
    this.#entries.delete(traceId);
    this.#entries.set(traceId, entry);
    return entry;
  }

  /** Call it after these entries have changed: counts what they hold and drops the least recent traces beyond the bounds. */
  settle(traceIds: Iterable<string>, now: number): void {
    for (const traceId of traceIds) {
      const entry = this.#entries.get(traceId);
      if (!entry) continue;
      const size = sizeOf(entry);
      this.#items += size - (this.#sizes.get(traceId) ?? 0);
      this.#sizes.set(traceId, size);
    }
    for (const [traceId, { touched }] of this.#entries) {
      const isWithin = this.#entries.size <= this.#maxTraces && this.#items <= this.#maxItems;
      if (isWithin && touched > now - this.#maxAgeMs) return;
      this.#forget(traceId);
    }
  }

  #forget(traceId: string): void {
    this.#entries.delete(traceId);
    this.#items -= this.#sizes.get(traceId) ?? 0;
    this.#sizes.delete(traceId);
  }
}

function sizeOf({ provisional, said, ownIds, parts, orphans }: TraceEntry): number {
  let size = 1 + provisional.size + ownIds.size + parts.size;
  for (const events of orphans.values()) size += events.length;
  for (const statements of said.values()) size += statements.size;
  return size;
}
