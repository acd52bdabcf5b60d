import { FoldedWriter, type WriterState, writerStateHere } from '@agentops/core';
import type { Store } from '@agentops/store';

const lookMs = 3000;

/**
 * Tells the store which writers are gone: a process that was killed writes nothing about it. Which rule holds for whom,
 * `writerStateHere` says.
 */
export class WriterWatch {
  readonly #store: Store;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  async look(): Promise<void> {
    const stateOf = writerStateHere();
    const verdicts = new Map<string, WriterState>();
    const { writers } = await this.#store.reader.health();
    for (const { id, state, info, lastTime } of writers) {
      if (state !== 'alive') continue;
      const writer = new FoldedWriter(id);
      writer.info = info ?? undefined;
      writer.lastTime = lastTime;
      const verdict = stateOf(writer);
      if (verdict.state === 'gone') verdicts.set(id, verdict);
    }
    if (verdicts.size > 0) await this.#store.judge(verdicts);
  }

  /** Looks every three seconds. */
  start(): void {
    this.#timer = setTimeout(() => {
      // A store that fails says so where it is written to.
      this.#looking = this.look()
        .catch(() => {})
        .then(() => {
          if (this.#timer) this.start();
        });
    }, lookMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }
}
