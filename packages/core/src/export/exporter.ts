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

/** What became of records that were acknowledged, where they were not simply taken. */
export interface Outcome extends Partial<Refusal> {
  /** Sessions that were not sent because they are not in the destination's sample, and have ended since the last batch. @default 0 */
  withheldSessions?: number;
}

/** What a destination says that a session cost. */
export interface SessionCost {
  sessionId: string;
  /** US dollars, as a decimal number. */
  costUsd: string;
}

/** Nothing will come of a writer any more, because its process is gone. */
export interface WriterGone {
  writer: string;
  /** For people. */
  reason: string;
}

/**
 * What else an exporter was configured with that changes what it sends: how many sessions, under which name, … A few hundred bytes at
 * most: it is kept with how far the destination has come.
 */
export type ExporterSettings = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * Sends records to a destination. It gets them from the spool, so what it has not acknowledged is not lost.
 * It should keep no process alive by itself (`socket.unref()`): core holds a process that ends for a moment.
 */
export interface Exporter {
  /** Names the destination. How far it has come is kept under this name. */
  readonly name: string;
  /**
   * How it is spoken to, where that is possible in several ways, and what it had in one it does not know again in another. What a
   * process began to send, another one goes on with only in the same. @default one way
   */
  readonly protocol?: string;
  /**
   * Why it can send nothing, such as a variable that says what can't be done. Core tells it once, as an error; `export` rejects with it,
   * so that the records wait until the variable is right. @default none
   */
  readonly problem?: Error | undefined;
  /** Whether prompts, texts, arguments and results go there; a function says it event by event. @default true */
  readonly captureContent?: boolean | ContentFunction;
  /**
   * Kept for each writer, and given back with what that one leaves, so that a process which is configured in another way, such as
   * `agentops drain`, sends it as its own program would have. Only an exporter with `recall` is told. @default nothing
   */
  readonly settings?: ExporterSettings;
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
   * `gone`: they are its last ones, of which there may be none. `settings`: of the exporter for which they were left by another process,
   * where they are known. Only an exporter with `recall` is told of both.
   */
  export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
    settings?: ExporterSettings,
    // biome-ignore lint/suspicious/noConfusingVoidType: most exporters refuse nothing, and return nothing.
  ): void | Outcome | Promise<void | Outcome>;
  /**
   * For exporters that make one thing of several records, such as a span of an event's start and end. Before what is left of another
   * process's records comes what the destination has had of them, as far as it is still there: to be known, not to be sent.
   */
  recall?(records: readonly AgentOpsRecord[], settings?: ExporterSettings): void | Promise<void>;
  /**
   * Called once, before the first records: where the destination answers what a session cost, `tell` keeps that beside what was recorded,
   * for people to see. It does not throw.
   */
  tellCosts?(tell: (cost: SessionCost) => void): void;
  /** Called once, when nothing more will come. */
  shutdown?(): void | Promise<void>;
}
