import type { AgentOpsRecord, EventPatch } from '../events/record.ts';
/**
 * Whether the content of an event (prompts, texts, arguments, results, error messages) goes to a destination. It is asked
 * once an event, with what was known at its start. Where it throws, the content stays here.
 */
export type ContentFunction = (event: Readonly<EventPatch>) => boolean;

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
   * Resolving acknowledges the records. When it rejects, the same ones come again, later: when the error has
   * `retryAfterMs`, not before that. Records of one writer come in order, and each at least once.
   */
  export(records: readonly AgentOpsRecord[]): void | Promise<void>;
  /** Called once, when nothing more will come. */
  shutdown?(): void | Promise<void>;
}
