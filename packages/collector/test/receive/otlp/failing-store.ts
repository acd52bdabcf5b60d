import { createMemoryStore, type Store, StoreWriteError } from '@agentops/store';

/** A memory store whose disk can be full, and whose appends can be held up. */
export interface FailingStore {
  store: Store;
  full: boolean;
  /** Appends wait for it. */
  held: Promise<void> | undefined;
  /** Appends that were asked for. */
  asked: number;
}

export function createFailingStore(): FailingStore {
  const memory = createMemoryStore();
  const failing: FailingStore = { store: memory, full: false, held: undefined, asked: 0 };
  failing.store = new Proxy(memory, {
    get: (target, key) => {
      if (key === 'append') {
        return async (ndjson: string) => {
          failing.asked++;
          await failing.held;
          if (failing.full) throw new StoreWriteError('the disk is full');
          return target.append(ndjson);
        };
      }
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return failing;
}
