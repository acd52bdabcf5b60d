import { chmodSync, existsSync } from 'node:fs';
import { extname } from 'node:path';
import { StoreOpenError, type StoreReader } from '@agentops/store';
import { checkRuntime } from '../store/runtime-check.ts';
import { type StoreLocation, storeFiles } from '../store/store-files.ts';
import { WorkerChannel } from '../store/worker-channel.ts';
import { SqliteReader } from './sqlite-reader.ts';

/** A store that is only read, whoever may write to it meanwhile. */
export interface StoredReader {
  readonly reader: StoreReader;
  /** Copies everything to a file. */
  backup(path: string, onProgress?: (done: { pages: number; of: number }) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens what a collector keeps, to read it, also while the collector runs.
 * @throws StoreOpenError where there is none, it is of a newer collector, or this Node.js is too old
 */
export async function openStored(location: StoreLocation): Promise<StoredReader> {
  checkRuntime(process.versions);
  const files = storeFiles(location);
  if (!existsSync(files.database)) {
    throw new StoreOpenError(
      `There is no ${files.database}: no collector has kept anything there.`,
    );
  }
  const worker = new URL(`./query-worker${extname(import.meta.url)}`, import.meta.url);
  const channel = new WorkerChannel(worker, files, () => {});
  try {
    await channel.call('open');
  } catch (error) {
    await channel.terminate();
    throw error;
  }
  return {
    reader: new SqliteReader(channel),
    async backup(path, onProgress) {
      const onMore = onProgress && ((text: string) => onProgress(JSON.parse(text)));
      await channel.call('backup', path, undefined, onMore);
      chmodSync(path, 0o600);
    },
    async close() {
      await channel.call('close');
      await channel.end();
    },
  };
}
