import type { AgentOpsRecord } from '../events/record.ts';

/** Sends records to a destination. It gets them from the spool, so what it has not acknowledged is not lost. */
export interface Exporter {
  /** Names the destination. How far it has come is kept under this name. */
  readonly name: string;
  /** Whether prompts, texts, arguments and results go there. @default true */
  readonly captureContent?: boolean;
  /**
   * Resolving acknowledges the records. When it rejects, the same ones come again, later.
   * Records come in order, and each at least once.
   */
  export(records: readonly AgentOpsRecord[]): void | Promise<void>;
  /** Called once, when nothing more will come. */
  shutdown?(): void | Promise<void>;
}
