import type { Diagnostics } from '../diagnostics.ts';
import { afterTurn } from '../events/clock.ts';
import { describeError } from '../events/error-event.ts';
import { askedMs, Backoff } from './backoff.ts';
import type { Exporter } from './exporter.ts';
import { type Batch, handOver, type Source } from './source.ts';

export interface DeliveryOptions {
  exporter: Exporter;
  /** What this process writes. */
  own: Source;
  /** What processes that are gone left for this destination. It comes when there is nothing of one's own. */
  leftOvers?: Source | undefined;
  /** The destination took nothing of what it was sent. Does not throw. */
  onFailure?: ((reason: string) => void) | undefined;
  diagnostics: Diagnostics;
}

/** After a batch, what is recorded meanwhile is gathered for so long. */
const gatherMs = 100;
/** A process that ends is held for so long by a destination that does not answer, */
const holdMs = 1000;
/** and by one that answers, but has a lot to take, for so long. The rest waits in the spool. */
const longestHoldMs = 5000;

type Timer = ReturnType<typeof setTimeout>;

/** Brings records from the spool to one destination: in order, each at least once, and again when the destination fails. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #backoff = new Backoff();
  #running: Promise<boolean> | undefined;
  /** Something was written since the spool was read last. */
  #dirty = false;
  #scheduled = false;
  #pause: Timer | undefined;
  /** The pause keeps no process alive. */
  #pauseIsQuiet = false;
  #retry: Timer | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** The destination asked to be left alone until then. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #flushing = 0;
  #backlogSince: number | undefined;
  #stopped = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Something was written. */
  wake(): void {
    this.#dirty = true;
    this.#schedule();
  }

  /** There is something that others left. It keeps no process alive. */
  wakeForLeftOvers(): void {
    if (!this.#running && !this.#pause && !this.#retry) this.#pauseQuietly();
  }

  /**
   * Resolves to true when all that is written now is acknowledged; to false when the destination failed, or asked to be left alone until
   * after the deadline.
   *
   * @param deadline in milliseconds, as `performance.now()` counts
   */
  async flush(deadline: number): Promise<boolean> {
    this.#flushing++;
    try {
      await this.#running;
      if (this.#notBefore > deadline) return false;
      const pauseMs = this.#notBefore - performance.now();
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return await this.#run();
    } finally {
      this.#flushing--;
    }
  }

  async shutdown(): Promise<void> {
    this.#stopped = true;
    this.#clearTimers();
    this.releaseLeftOvers();
    try {
      await this.#options.exporter.shutdown?.();
    } catch (error) {
      this.#report(error);
    }
  }

  /** Another process may send them at once. */
  releaseLeftOvers(): void {
    this.#options.leftOvers?.close?.();
  }

  #schedule(): void {
    if (this.#scheduled || this.#running || this.#retry || this.#stopped) return;
    if (this.#pause) {
      if (this.#pauseIsQuiet) this.#pause.ref?.();
      this.#pauseIsQuiet = false;
      return;
    }
    const wait = this.#sentAt + gatherMs - performance.now();
    if (wait > 0) {
      this.#pause = setTimeout(() => void this.#run(), wait);
      return;
    }
    this.#scheduled = true;
    afterTurn(() => {
      this.#scheduled = false;
      if (!this.#retry && !this.#stopped) void this.#run();
    });
  }

  #run(): Promise<boolean> {
    this.#clearTimers();
    this.#running ??= this.#deliver().finally(() => {
      this.#running = undefined;
      if (this.#dirty) this.#schedule();
    });
    return this.#running;
  }

  async #deliver(): Promise<boolean> {
    const { own, leftOvers } = this.#options;
    try {
      for (;;) {
        this.#dirty = false;
        let batch = own.next();
        if (batch) {
          await this.#send(batch, this.#hold(batch.full));
          // With more written already, it waits for what else comes.
          if (!batch.full && this.#dirty && this.#flushing === 0) return true;
          // The host's turn: a destination may take them without ever giving way.
          if (batch.full) await new Promise<void>(afterTurn);
          continue;
        }
        batch = this.#flushing > 0 || this.#stopped ? undefined : leftOvers?.next();
        if (!batch) return true;
        await this.#send(batch);
        this.#pauseQuietly();
        return true;
      }
    } catch (error) {
      if (!this.#stopped) this.#options.onFailure?.(describeError(error).message);
      this.#retryLater(error);
      this.#report(error);
      return false;
    }
  }

  async #send(batch: Batch, hold?: Timer): Promise<void> {
    const { exporter, diagnostics } = this.#options;
    try {
      const { refused = 0, reason } = await handOver(batch, exporter);
      if (refused > 0) {
        diagnostics.report(
          {
            level: 'warn',
            code: 'export-refused',
            message: `The destination "${exporter.name}" refused ${refused} of what it was sent, and will not get it again: ${reason}`,
          },
          exporter.name,
        );
      }
    } finally {
      clearTimeout(hold);
    }
    this.#sentAt = performance.now();
    this.#backoff.reset();
  }

  /** Keeps the process while its last records are under way, but not for long: they are safe in the spool. */
  #hold(full: boolean): Timer | undefined {
    const now = performance.now();
    this.#backlogSince = full ? (this.#backlogSince ?? now) : undefined;
    const rest = (this.#backlogSince ?? now) + longestHoldMs - now;
    return rest > 0 ? setTimeout(() => {}, Math.min(holdMs, rest)) : undefined;
  }

  /** Left-overs are in no hurry. */
  #pauseQuietly(): void {
    if (this.#stopped) return;
    this.#pause = setTimeout(() => void this.#run(), gatherMs);
    this.#pause.unref?.();
    this.#pauseIsQuiet = true;
  }

  #retryLater(error: unknown): void {
    if (this.#stopped) return;
    this.#notBefore = performance.now() + askedMs(error);
    this.#retry = setTimeout(() => void this.#run(), this.#backoff.next(error));
    this.#retry.unref?.();
  }

  #clearTimers(): void {
    clearTimeout(this.#pause);
    clearTimeout(this.#retry);
    this.#pause = undefined;
    this.#pauseIsQuiet = false;
    this.#retry = undefined;
  }

  #report(error: unknown): void {
    const { diagnostics, exporter } = this.#options;
    diagnostics.report({
      level: 'warn',
      code: 'export-failed',
      message: `The destination "${exporter.name}" failed: ${describeError(error).message}. Its records wait in the spool.`,
    });
  }
}
