/**
 * Where a collector keeps what it received. The contract is not shaped by one engine: what was appended is durable before it is
 * acknowledged, and becomes visible to readers later; nothing is updated in place, and nothing spans two appends.
 */
import type { WriterState } from '@agentops/core';
import type { StoreReader } from './reader.ts';

export interface Store {
  /** What readers see. */
  readonly reader: StoreReader;

  /**
   * Keeps records. When it resolves, they outlive a crash of the process and of the machine. A record that is there already, by
   * `(writer, seq)`, changes nothing.
   *
   * @param ndjson records as they are kept: one JSON object a line, as `readRecords` reads them. Lines that are no records are left
   * out and named.
   * @throws StoreWriteError where they could not be kept, such as on a full disk: then none of them is acknowledged
   */
  append(ndjson: string, options?: AppendOptions): Promise<Appended>;

  /** Shows readers all that had been appended when it was called. Drivers do this by themselves too, soon after an append. */
  project(): Promise<void>;

  /**
   * What is known of writers from elsewhere than their records: that a process is gone. What such a writer left open reads
   * `indeterminate`, until a later record of it comes. `alive` takes a verdict back.
   * Readers see it after the next projection. A writer that closed is gone anyway, and one that nothing came of is not judged.
   * Verdicts are kept.
   */
  judge(verdicts: ReadonlyMap<string, WriterState>): Promise<void>;

  /** A text that a receiver left with an append, such as how far it has read. */
  bookmark(name: string): Promise<string | undefined>;

  /** Calls `listener` after readers can see more. Returns what ends that. */
  onChange(listener: (change: StoreChange) => void): () => void;

  /**
   * Deletes whole sessions, open ones last, else first those whose last event is the oldest. What was
   * deleted is no loss: `health` names none because of it.
   */
  prune(bounds: Retention, onProgress?: (done: Pruned) => void): Promise<Pruned>;

  /** Whether what is kept is undamaged, and whether totals are what the events add up to. */
  check(): Promise<Integrity>;

  /** Copies everything to a file while the store is in use. */
  backup(path: string, onProgress?: (done: { pages: number; of: number }) => void): Promise<void>;

  close(): Promise<void>;
}

export interface AppendOptions {
  /** Kept in the same commit as the records. An empty text removes one. */
  bookmarks?: Readonly<Record<string, string>>;
}

export interface Appended {
  /** New records, those of a newer format among them. */
  accepted: number;
  /** Records that were there already. */
  repeated: number;
  /** Lines that are no records: their number (from 0) and why. At most 100 are named. */
  rejected: { line: number; reason: string }[];
  /** How many lines are no records. */
  rejectedLines: number;
  /** Records of a newer format, by version. They are kept as they are, and shown by nobody. */
  newer: Record<string, number>;
}

export interface StoreChange {
  /** Sessions of which more can be seen now. */
  sessionIds: readonly string[];
}

export interface Retention {
  /** Sessions whose last event is older go. */
  maxAgeMs?: number;
  /** The oldest sessions go until what is kept is no larger. */
  maxBytes?: number;
  /** These sessions go, whatever their age. */
  sessionIds?: readonly string[];
}

export interface Pruned {
  sessions: number;
  events: number;
  bytes: number;
}

export interface Integrity {
  ok: boolean;
  /** Sentences for people; empty where `ok`. */
  problems: string[];
}
