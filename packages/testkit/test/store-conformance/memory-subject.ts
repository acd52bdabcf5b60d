import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryStore, type MemoryStoreOptions, type Store } from '@agentops/store';
import type { StoreUnderTest } from '../../src/index.ts';
import { overriding } from './overriding.ts';

/** The memory driver, with a backup as its disk: it is written when the store is closed. */
export function memory(
  name = 'memory',
  options: MemoryStoreOptions = {},
  change: (store: Store) => Store = (store) => store,
): StoreUnderTest {
  const open = async (directory: string) => {
    const path = join(directory, 'store.ndjson');
    const from = existsSync(path) ? { from: path } : {};
    const store = createMemoryStore({ ...options, ...from });
    const close = async () => {
      await store.backup(path);
      await store.close();
    };
    return change(overriding(store, { close }));
  };
  const openBackup = async (from: string) => change(createMemoryStore({ ...options, from }));
  return { name, open, reopen: open, openBackup };
}
