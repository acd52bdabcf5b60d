import type { StoreReader } from '@agentops/store';
import { StoreInUseError, StoreOpenError } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { formatBytes } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
import { showProgress } from '../progress.ts';

export interface OpenedDirectory {
  reader: StoreReader;
  close(): Promise<void>;
}

/**
 * Opens the store that a collector keeps in a data directory. Where none runs, what was spooled since is taken in first; where one
 * does, it has done that itself.
 * @throws CliError where the store can't be opened
 */
export async function openDirectory(directory: string): Promise<OpenedDirectory> {
  const { openCaughtUpStore, openStored } = await loadCollector();
  const progress = showProgress();
  try {
    const onProgress = ({ readBytes, totalBytes }: { readBytes: number; totalBytes: number }) =>
      progress.show(
        `taking in what was recorded: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`,
      );
    const store = await openCaughtUpStore(directory, { onProgress });
    return { reader: store.reader, close: () => store.close() };
  } catch (error) {
    if (error instanceof StoreInUseError) return await openStored({ directory });
    throw error instanceof StoreOpenError ? new CliError(error.message) : error;
  } finally {
    progress.clear();
  }
}
