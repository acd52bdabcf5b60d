import { existsSync, statSync } from 'node:fs';
import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { findDirectory, hasStore } from '../find-directory.ts';
import { formatBytes } from '../format/number.ts';
import { showProgress } from '../progress.ts';
import { openDirectory } from '../recordings/open-directory.ts';
import { type PlaceOptions, refuseUrl } from '../recordings/open-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface BackupOptions extends PlaceOptions {
  json?: boolean;
}

/** `agentops backup <file>`: copies the store, also while a collector uses it. */
export async function backup(
  file: string,
  options: BackupOptions,
  terminal: Terminal,
): Promise<void> {
  refuseUrl(options, 'backup');
  if (existsSync(file)) throw new CliError(`${file} is there already. Name another file.`);
  const { path: directory } = findDirectory(options.dir);
  await takeInReports(directory);
  if (!hasStore(directory)) {
    throw new CliError(
      `No collector has kept anything in ${directory}, so there is no store to copy. What programs spool there is in files: copy the folder.`,
    );
  }
  const opened = await openDirectory(directory);
  const progress = showProgress();
  try {
    await opened.backup(file, ({ pages, of }) =>
      progress.show(`copied ${Math.floor((100 * pages) / Math.max(1, of))} %`),
    );
  } finally {
    progress.clear();
    await opened.close();
  }
  const bytes = statSync(file).size;
  if (options.json) terminal.print(JSON.stringify({ file, bytes }));
  else {
    const { colors } = terminal;
    terminal.print(
      `${colors.green('✓')} ${file} has everything that was kept, ${formatBytes(bytes)}.`,
    );
    terminal.print(colors.dim('To use it, let it be collector.db in an empty directory.'));
  }
}
