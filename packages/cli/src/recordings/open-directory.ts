import type { Diagnostic } from '@agentops/core';
import { StoreInUseError, StoreOpenError, type StoreReader } from '@agentops/store';
import { formatBytes } from '../format/number.ts';
import { oneLine } from '../format/text.ts';
import { loadCollector } from '../load-collector.ts';
import { showProgress } from '../progress.ts';
import { takenIn } from './taken-in.ts';

/** What a collector keeps in a data directory, to be read. */
export interface OpenedDirectory {
  readonly reader: StoreReader;
  /** Copies everything to a file. */
  backup(path: string, onProgress?: (done: { pages: number; of: number }) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store that a collector keeps in a data directory. Where none runs, what was spooled since is taken in first; where one
 * does, it has done that itself. Where nothing can be written, it is read as it is.
 * @throws StoreOpenError where the store can't be opened
 */
export async function openDirectory(directory: string): Promise<OpenedDirectory> {
  const { openStored } = await loadCollector();
  try {
    return await openForWriting(directory);
  } catch (error) {
    if (!(error instanceof StoreOpenError)) throw error;
    if (error instanceof StoreInUseError) {
      const stored = await openStored({ directory });
      await takenIn(directory, stored.reader);
      return stored;
    }
    return await openStored({ directory }).catch(() => Promise.reject(error));
  }
}

/**
 * The same, to change it.
 * @throws StoreInUseError where a collector runs on it
 */
export async function openForWriting(directory: string) {
  const { openCaughtUpStore } = await loadCollector();
  const progress = showProgress();
  try {
    return await openCaughtUpStore(directory, {
      onProgress: ({ readBytes, totalBytes }) =>
        progress.show(
          `taking in what was recorded: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`,
        ),
      onDiagnostic: (diagnostic) => {
        progress.clear();
        tellErrors(diagnostic);
      },
    });
  } finally {
    progress.clear();
  }
}

/** What is missing in the answer because of it goes to stderr. Of what is less, doctor tells. */
export function tellErrors({ level, message }: Diagnostic): void {
  if (level === 'error') process.stderr.write(`agentops: ${oneLine(message)}\n`);
}
