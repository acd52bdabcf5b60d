import { readFileSync } from 'node:fs';
import { AgentOpsError } from '@agentops/core';
import { type Appended, StoreInUseError } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { directoryFor } from '../find-directory.ts';
import { plural } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
import { showProgress } from '../progress.ts';
import { CollectorClient } from '../recordings/collector-client.ts';
import { clientFor, type PlaceOptions } from '../recordings/open-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface ImportOptions extends PlaceOptions {
  json?: boolean;
}

type Imported = Pick<Appended, 'accepted' | 'repeated' | 'rejectedLines'>;

/** `agentops import <file>…`: takes in what `export` gave, in whatever format. */
export async function importCommand(
  files: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const take = await taker(options);
  const progress = showProgress();
  try {
    for (const file of files) {
      progress.show(`taking in ${file} …`);
      const imported = await takeFile(file, take).finally(() => progress.clear());
      terminal.print(
        options.json ? JSON.stringify({ file, ...imported }) : line(file, imported, terminal),
      );
    }
  } finally {
    await take.close();
  }
}

/** @throws CliError that names the file */
async function takeFile(file: string, take: Taker): Promise<Imported> {
  let body: Buffer;
  try {
    body = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CliError(`${file} can't be read: ${(error as Error).message}`);
  }
  try {
    const { accepted, repeated, rejectedLines } = await take.body(body);
    return { accepted, repeated, rejectedLines };
  } catch (error) {
    if (!(error instanceof CliError || error instanceof AgentOpsError)) throw error;
    throw new CliError(`${file}: ${error.message}`);
  }
}

function line(file: string, imported: Imported, { colors }: Terminal): string {
  const { accepted, repeated, rejectedLines } = imported;
  const known = repeated > 0 ? `, ${repeated} there already` : '';
  const bad = rejectedLines > 0 ? `, ${plural(rejectedLines, 'line')} that can't be read` : '';
  return `${colors.green('✓')} ${file}: ${plural(accepted, 'record')} taken in${known}${bad}`;
}

interface Taker {
  body(body: Buffer): Promise<Imported>;
  close(): Promise<void>;
}

/** A collector that is named, or that runs on the data directory; else the store itself. */
async function taker(options: ImportOptions): Promise<Taker> {
  const { openSqliteStore, importedRecords, isRecords, runningCollector } = await loadCollector();
  const overHttp = (client: CollectorClient): Taker => ({
    body: (body) => {
      const type = isRecords(body) ? 'application/x-ndjson' : 'application/json';
      return client.post<Imported>('import', body, type);
    },
    close: async () => {},
  });
  const client = clientFor(options);
  if (client) return overHttp(client);
  const directory = directoryFor(options.dir);
  try {
    const store = await openSqliteStore({ directory });
    return {
      body: async (body) => await store.append(await importedRecords(body)),
      close: () => store.close(),
    };
  } catch (error) {
    const url = error instanceof StoreInUseError ? runningCollector(directory) : undefined;
    if (url === undefined) throw error;
    const token = options.token ?? process.env.AGENTOPS_TOKEN;
    return overHttp(new CollectorClient({ url, token }));
  }
}
