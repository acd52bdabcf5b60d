import type { Store, StoreHealth } from '@agentops/store';

const maxAgeMs = 1000;
const patienceMs = 2000;

/** Asks the store how it is, at most once a second, and does not wait for ever. */
export class StoreWatch {
  readonly #store: Store;
  #asked: Promise<StoreHealth | undefined> | undefined;
  #askedAt = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined where the store does not answer. */
  health(): Promise<StoreHealth | undefined> {
    const now = performance.now();
    if (!this.#asked || now - this.#askedAt > maxAgeMs) {
      this.#askedAt = now;
      this.#asked = this.#ask();
    }
    return this.#asked;
  }

  async #ask(): Promise<StoreHealth | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, patienceMs, undefined);
    });
    try {
      return await Promise.race([this.#store.reader.health(), late]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
