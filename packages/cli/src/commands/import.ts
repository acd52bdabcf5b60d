import { readFileSync } from 'node:fs';
import { type Appended, StoreInUseError } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { directoryFor } from '../find-directory.ts';
import { plural } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
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
  const results: (Imported & { file: string })[] = [];
  try {
    for (const file of files) {
      const { accepted, repeated, rejectedLines } = await take.body(read(file));
      results.push({ file, accepted, repeated, rejectedLines });
    }
  } finally {
    await take.close();
  }
  if (options.json) {
    terminal.print(JSON.stringify(results, null, 2));
    return;
  }
  for (const { file, accepted, repeated, rejectedLines } of results) {
    const known = repeated > 0 ? `, ${repeated} there already` : '';
    const bad = rejectedLines > 0 ? `, ${rejectedLines} lines are no records` : '';
    terminal.print(
      `${terminal.colors.green('✓')} ${file}: ${plural(accepted, 'record')} taken in${known}${bad}`,
    );
  }
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
    if (!url) throw error instanceof Error ? new CliError(error.message) : error;
    const token = options.token ?? process.env.AGENTOPS_TOKEN;
    return overHttp(new CollectorClient({ url, token }));
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CliError(`${file} can't be read: ${(error as Error).message}`);
  }
}
