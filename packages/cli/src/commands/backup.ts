import { createWriteStream, existsSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { findDirectory, hasStore } from '../find-directory.ts';
import { formatBytes } from '../format/number.ts';
import { showProgress } from '../progress.ts';
import { type CollectorClient, longestMs } from '../recordings/collector-client.ts';
import { openDirectory } from '../recordings/open-directory.ts';
import { clientFor, type PlaceOptions } from '../recordings/open-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface BackupOptions extends PlaceOptions {
  json?: boolean;
}

/** `agentops backup <file>`: copies the store, also while a collector uses it, or that of a collector elsewhere. */
export async function backup(
  file: string,
  options: BackupOptions,
  terminal: Terminal,
): Promise<void> {
  const client = clientFor(options);
  if (existsSync(file)) throw new CliError(`${file} is there already. Name another file.`);
  if (client) await download(client, file);
  else await copyFrom(options.dir, file);
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

async function copyFrom(dir: string | undefined, file: string): Promise<void> {
  const { path: directory } = findDirectory(dir);
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
}

/** The file is there once it is whole. */
async function download(client: CollectorClient, file: string): Promise<void> {
  const part = `${file}.part`;
  const progress = showProgress();
  progress.show('the collector makes a copy …');
  try {
    const body = await client.body('backup', { timeoutMs: longestMs });
    let bytes = 0;
    body.on('data', (data: Buffer) => {
      bytes += data.length;
      progress.show(`copied ${formatBytes(bytes)}`);
    });
    await pipeline(body, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof CliError) throw error;
    throw new CliError(
      `The copy is not whole: ${(error as Error).message}. Nothing was kept of it.`,
    );
  } finally {
    progress.clear();
  }
}
