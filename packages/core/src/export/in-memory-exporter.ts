import { type Folded, type FoldOptions, fold } from '../events/fold.ts';
import type { AgentOpsRecord } from '../events/record.ts';
import type { Exporter } from './exporter.ts';

/** Keeps records in memory, for tests. `await agentops.flush()` before looking. */
export class InMemoryExporter implements Exporter {
  readonly name = 'in-memory';
  readonly takesLeftOvers = false;
  readonly records: AgentOpsRecord[] = [];

  export(records: readonly AgentOpsRecord[]): void {
    this.records.push(...records);
  }

  /** The sessions and events that the records make. */
  fold(options?: FoldOptions): Folded {
    return fold(this.records, options);
  }

  reset(): void {
    this.records.length = 0;
  }
}
