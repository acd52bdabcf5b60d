import type { Diagnostic } from '@agentops/core';
import { createMemoryStore, type Store } from '@agentops/store';
import { type SpoolProgress, SpoolReceiver } from './receive/spool/spool-receiver.ts';
import { WriterWatch } from './receive/writer-watch.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

export interface CatchUpOptions {
  onProgress?: (progress: SpoolProgress) => void;
  /** What could not be read, and why. @default nothing is told */
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

/**
 * Opens the store of a data directory with all that programs have spooled there, where no collector runs that would keep it so.
 * @throws StoreInUseError where one runs
 * @throws StoreOpenError where it can't be opened
 */
export async function openCaughtUpStore(
  directory: string,
  options: CatchUpOptions = {},
): Promise<Store> {
  const { onDiagnostic } = options;
  const store = await openSqliteStore({ directory, ...(onDiagnostic ? { onDiagnostic } : {}) });
  return await caughtUp(store, directory, options);
}

/** What programs have spooled in a data directory, in memory. Nothing is written. */
export async function readSpoolIntoMemory(
  directory: string,
  options: CatchUpOptions = {},
): Promise<Store> {
  return await caughtUp(createMemoryStore(), directory, options);
}

async function caughtUp(
  store: Store,
  directory: string,
  { onProgress, onDiagnostic = () => {} }: CatchUpOptions,
): Promise<Store> {
  try {
    await new SpoolReceiver({ directory, store, report: onDiagnostic }).catchUp(onProgress);
    await store.project();
    await new WriterWatch(store).look();
    await store.project();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
