import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostics } from '../diagnostics.ts';
import { describeError } from '../events/error-event.ts';
import type { AgentOpsRecord } from '../events/record.ts';
import type { Exporter } from './exporter.ts';

/** What came behind some offsets, and the offsets behind it. */
export interface SpoolExcerpt {
  records: readonly AgentOpsRecord[];
  offsets: Record<string, number>;
}

export interface DeliveryOptions {
  exporter: Exporter;
  /** Reads the spool behind these offsets. */
  read: (offsets: Record<string, number>) => SpoolExcerpt;
  /** The record as this destination may have it. */
  permit: (record: AgentOpsRecord) => AgentOpsRecord;
  /** The file that keeps how far the destination has acknowledged. */
  cursor: { folder: string; writer: string };
  diagnostics: Diagnostics;
}

const firstRetryMs = 500;
const lastRetryMs = 60_000;

/** Brings records from the spool to one destination: in order, each at least once, and again when the destination fails. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #cursorPath: string;
  #offsets: Record<string, number>;
  #running: Promise<boolean> | undefined;
  #scheduled = false;
  #retryMs = firstRetryMs;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { folder, writer } = options.cursor;
    // A destination may be named by its URL.
    const name = encodeURIComponent(options.exporter.name);
    this.#cursorPath = join(folder, `${name}.${writer}.json`);
    this.#offsets = readCursor(this.#cursorPath);
  }

  /** Something was written. */
  wake(): void {
    if (this.#scheduled || this.#running || this.#retryTimer) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#retryTimer) void this.#run();
    });
  }

  /** Resolves to true when all that is written now is acknowledged; to false when the destination failed. */
  async flush(): Promise<boolean> {
    await this.#running;
    return this.#run();
  }

  async shutdown(): Promise<void> {
    clearTimeout(this.#retryTimer);
    try {
      await this.#options.exporter.shutdown?.();
    } catch (error) {
      this.#report(error);
    }
  }

  #run(): Promise<boolean> {
    this.#running ??= this.#deliver().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #deliver(): Promise<boolean> {
    const { exporter, read, permit } = this.#options;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    try {
      for (;;) {
        const { records, offsets } = read(this.#offsets);
        if (records.length === 0) return true;
        await exporter.export(records.map(permit));
        this.#acknowledge(offsets);
        this.#retryMs = firstRetryMs;
      }
    } catch (error) {
      this.#report(error);
      this.#retryLater();
      return false;
    }
  }

  #acknowledge(offsets: Record<string, number>): void {
    this.#offsets = offsets;
    const unfinished = `${this.#cursorPath}.new`;
    writeFileSync(unfinished, JSON.stringify(offsets), { mode: 0o600 });
    renameSync(unfinished, this.#cursorPath);
  }

  #report(error: unknown): void {
    const { diagnostics, exporter } = this.#options;
    diagnostics.report({
      level: 'warn',
      code: 'export-failed',
      message: `The destination "${exporter.name}" failed: ${describeError(error).message}. Its records wait in the spool.`,
    });
  }

  #retryLater(): void {
    this.#retryTimer = setTimeout(() => void this.#run(), this.#retryMs);
    this.#retryTimer.unref();
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }
}

function readCursor(path: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // None yet, or damaged: what was acknowledged then goes out again, which a destination has to bear anyway.
    return {};
  }
}
