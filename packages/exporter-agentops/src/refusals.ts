import type { Refusal } from '@agentops/core';
import { isRefusal, isThereAlready, isTooLarge } from './api-error.ts';

export interface Sending<T> {
  send: (items: readonly T[]) => Promise<unknown>;
  taken: (items: readonly T[]) => void;
  /** Undefined where it can't be made smaller. */
  shorten: (item: T) => T | undefined;
}

/** Gathers what the destination refuses while it takes the rest. */
export class Refusals {
  #count = 0;
  #reason = '';

  add(count: number, reason: string): void {
    this.#count += count;
    if (this.#reason === '') this.#reason = reason;
  }

  get result(): Refusal | undefined {
    return this.#count === 0 ? undefined : { refused: this.#count, reason: this.#reason };
  }

  /**
   * Sends items together, and where the destination refuses them, in halves, until those that are at fault are alone. `taken` is
   * told of all that need not come again. One that is too large alone is sent as what `shorten` makes of it.
   */
  async isolate<T>(items: readonly T[], sending: Sending<T>): Promise<void> {
    const { send, taken, shorten } = sending;
    if (items.length === 0) return;
    try {
      await send(items);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (items.length > 1) {
        const middle = Math.ceil(items.length / 2);
        await this.isolate(items.slice(0, middle), sending);
        await this.isolate(items.slice(middle), sending);
        return;
      }
      const short = error.status === isTooLarge ? shorten(items[0] as T) : undefined;
      if (short) return await this.isolate([short], sending);
      if (error.status !== isThereAlready) this.add(1, error.message);
    }
    taken(items);
  }
}
