import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreReader } from '@agentops/store';
import { findDirectory } from '../find-directory.ts';
import { loadCollector } from '../load-collector.ts';
import { CollectorClient } from './collector-client.ts';
import { openDirectory } from './open-directory.ts';
import type { Recordings } from './recordings.ts';
import { RemoteReader } from './remote-reader.ts';
import { SpoolRecordings } from './spool-recordings.ts';
import { StoredRecordings } from './stored-recordings.ts';

/** Where a command looks. */
export interface PlaceOptions {
  /** A data directory. */
  dir?: string;
  /** A collector's address. */
  url?: string;
  token?: string;
}

/** What can be asked, of whatever place. */
export interface OpenedReader extends AsyncDisposable {
  readonly reader: StoreReader;
  /** For people. */
  readonly place: string;
}

/**
 * Opens what was recorded: behind `--url`, else in the data directory. There it is the collector's store, where one has been, or what
 * programs spooled.
 * @throws CliError where there is none
 */
export async function openRecordings(options: PlaceOptions): Promise<Recordings> {
  const client = clientFor(options);
  if (client) {
    return new StoredRecordings(client.url.origin, new RemoteReader(client), async () => {});
  }
  const { path } = findDirectory(options.dir);
  if (!hasStore(path)) return new SpoolRecordings(path);
  const { reader, close } = await openDirectory(path);
  return new StoredRecordings(path, reader, close);
}

/** The same for commands that ask more than sessions and their events. */
export async function openReader(options: PlaceOptions): Promise<OpenedReader> {
  const client = clientFor(options);
  if (client) {
    const reader = new RemoteReader(client);
    return { reader, place: client.url.origin, [Symbol.asyncDispose]: async () => {} };
  }
  const { path } = findDirectory(options.dir);
  const { reader, close } = await (hasStore(path) ? openDirectory(path) : openSpool(path));
  return { reader, place: path, [Symbol.asyncDispose]: close };
}

/** Undefined where no collector is named. `--dir` names another place than `AGENTOPS_URL`. */
export function clientFor({ dir, url, token }: PlaceOptions): CollectorClient | undefined {
  const address = url ?? (dir === undefined ? process.env.AGENTOPS_URL : undefined);
  if (!address) return undefined;
  return new CollectorClient({ url: address, token: token ?? process.env.AGENTOPS_TOKEN });
}

function hasStore(directory: string): boolean {
  return existsSync(join(directory, 'collector.db'));
}

/** What was spooled, in memory. */
async function openSpool(directory: string) {
  const { readSpoolIntoMemory } = await loadCollector();
  const store = await readSpoolIntoMemory(directory);
  return { reader: store.reader, close: () => store.close() };
}
