import type { AgentOpsRecord, EventPatch } from '../events/record.ts';

/**
 * Whether the content of an event (prompts, texts, arguments, results, error messages) goes to a destination. It is asked
 * once an event, with what was known at its start. Where it throws, the content stays here.
 */
export type ContentFunction = (event: Readonly<EventPatch>) => boolean;

/** What a destination did not take, and would not take however often it comes. */
export interface Refusal {
  /** How many, of what the destination counts: records, spans, … */
  refused: number;
  /** For people. */
  reason: string;
}

/** Nothing will come of a writer any more, because its process is gone. */
export interface WriterGone {
  writer: string;
  /** For people. */
  reason: string;
}

/**
 * Sends records to a destination. It gets them from the spool, so what it has not acknowledged is not lost.
 * It should keep no process alive by itself (`socket.unref()`): core holds a process that ends for a moment.
 */
export interface Exporter {
  /** Names the destination. How far it has come is kept under this name. */
  readonly name: string;
  /** Whether prompts, texts, arguments and results go there; a function says it event by event. @default true */
  readonly captureContent?: boolean | ContentFunction;
  /** Whether it also takes what processes that are gone had left for the destination of this name. @default true */
  readonly takesLeftOvers?: boolean;
  /**
   * The most records that one `export` gets. How far the destination has come is kept after each, so this is what comes again when the
   * process dies before it learns that they were taken: set it to what goes in one request. @default 1,000
   */
  readonly maxRecords?: number;
  /**
   * Resolving acknowledges the records. When it rejects, the same ones come again, later: when the error has
   * `retryAfterMs`, not before that. Records of one writer come in order, and each at least once. All are of one writer.
   * `gone`: they are its last ones, of which there may be none. Only an exporter with `recall` is told.
   */
  export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
    // biome-ignore lint/suspicious/noConfusingVoidType: most exporters refuse nothing, and return nothing.
  ): void | Refusal | Promise<void | Refusal>;
  /**
   * For exporters that make one thing of several records, such as a span of an event's start and end. Before what is left of another
   * process's records comes what the destination has had of them, as far as it is still there: to be known, not to be sent.
   */
  recall?(records: readonly AgentOpsRecord[]): void | Promise<void>;
  /** Called once, when nothing more will come. */
  shutdown?(): void | Promise<void>;
}
