import { existsSync, statSync } from 'node:fs';
import { StoreOpenError } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { findDirectory } from '../find-directory.ts';
import { formatBytes } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface BackupOptions {
  dir?: string;
  json?: boolean;
}

/** `agentops backup <file>`: copies the store, also while a collector uses it. */
export async function backup(
  file: string,
  options: BackupOptions,
  terminal: Terminal,
): Promise<void> {
  if (existsSync(file)) throw new CliError(`${file} is there already. Name another file.`);
  const { openStored } = await loadCollector();
  const { path: directory } = findDirectory(options.dir);
  const stored = await openStored({ directory }).catch((error) => {
    throw error instanceof StoreOpenError ? new CliError(error.message) : error;
  });
  const progress = showProgress();
  try {
    await stored.backup(file, ({ pages, of }) =>
      progress.show(`copied ${Math.floor((100 * pages) / Math.max(1, of))} %`),
    );
  } finally {
    progress.clear();
    await stored.close();
  }
  const bytes = statSync(file).size;
  if (options.json) terminal.print(JSON.stringify({ file, bytes }));
  else {
    terminal.print(
      `${terminal.colors.green('✓')} ${file} has everything, ${formatBytes(bytes)}. To use it, let it be collector.db in a data directory.`,
    );
  }
}
