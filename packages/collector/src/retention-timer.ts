import { type Diagnostic, describeError } from '@agentops/core';
import type { Retention, Store } from '@agentops/store';

const hourMs = 3_600_000;

/** Deletes what is older or more than is to be kept: when it starts, for a collector that runs less than an hour, and once an hour. */
export class RetentionTimer {
  readonly #store: Store;
  readonly #bounds: Retention;
  readonly #report: (diagnostic: Diagnostic) => void;
  #timer: NodeJS.Timeout | undefined;
  #pruning: Promise<void> | undefined;

  constructor(store: Store, bounds: Retention, report: (diagnostic: Diagnostic) => void) {
    this.#store = store;
    this.#bounds = bounds;
    this.#report = report;
  }

  start(): void {
    const prune = () => {
      this.#pruning = this.#prune();
    };
    prune();
    this.#timer = setInterval(prune, hourMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pruning;
  }

  async #prune(): Promise<void> {
    try {
      const { sessions, events } = await this.#store.prune(this.#bounds);
      if (sessions === 0) return;
      this.#report({
        level: 'info',
        code: 'pruned',
        message: `${sessions} sessions with ${events} events were deleted, as the collector's retention wants it.`,
      });
    } catch (error) {
      this.#report({
        level: 'error',
        code: 'prune-failed',
        message: `Old sessions could not be deleted: ${describeError(error).message}`,
      });
    }
  }
}
