import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { findDirectory, hasStore } from '../find-directory.ts';
import { canLoadCollector, loadCollector } from '../load-collector.ts';
import { CollectorClient } from './collector-client.ts';
import { openDirectory, tellErrors } from './open-directory.ts';
import type { Recordings } from './recordings.ts';
import { RemoteReader } from './remote-reader.ts';
import { SpoolRecordings } from './spool-recordings.ts';
import { type OpenedReader, StoredRecordings } from './stored-recordings.ts';

/** Where a command looks. */
export interface PlaceOptions {
  /** A data directory. */
  dir?: string;
  /** A collector's address. */
  url?: string;
  token?: string;
}

/**
 * Opens what was recorded: behind `--url`, else in the data directory. There it is the collector's store, where one has been, or what
 * programs spooled.
 * @throws CliError where there is none
 */
export async function openRecordings(options: PlaceOptions): Promise<Recordings> {
  const client = clientFor(options);
  if (client) return new StoredRecordings(remote(client));
  const { path } = findDirectory(options.dir);
  await takeInReports(path);
  if (!hasStore(path)) return new SpoolRecordings(path);
  if (!canLoadCollector()) {
    process.stderr.write(
      `agentops: only what programs of this machine recorded: to open what the collector keeps in ${path}, Node.js has to be 24.15 or newer, and is ${process.version}.\n`,
    );
    return new SpoolRecordings(path);
  }
  return new StoredRecordings(await opened(path, openDirectory));
}

/** The same for commands that ask more than sessions and their events. */
export async function openReader(options: PlaceOptions): Promise<OpenedReader> {
  const client = clientFor(options);
  if (client) return remote(client);
  const { path } = findDirectory(options.dir);
  await takeInReports(path);
  return await opened(path, hasStore(path) ? openDirectory : readIntoMemory);
}

/**
 * Undefined where no collector is named. `--dir` names another place than `AGENTOPS_URL`.
 * @throws CliError where both a directory and a collector are named, or the address is none
 */
export function clientFor({ dir, url, token }: PlaceOptions): CollectorClient | undefined {
  if (dir !== undefined && url !== undefined) {
    throw new CliError('--dir and --url are two places: give one of them.');
  }
  const address = url ?? (dir === undefined ? process.env.AGENTOPS_URL : undefined);
  if (!address) return undefined;
  return new CollectorClient({ url: address, token: token ?? process.env.AGENTOPS_TOKEN });
}

/** @throws CliError for a command that works on a data directory alone, where `--url` is given */
export function refuseUrl({ url }: PlaceOptions, command: string): void {
  if (url === undefined) return;
  throw new CliError(
    `agentops ${command} works on a data directory, on the machine that has it: give --dir instead of --url.`,
  );
}

function remote(client: CollectorClient): OpenedReader {
  const reader = new RemoteReader(client);
  return { reader, place: client.url.origin, [Symbol.asyncDispose]: async () => {} };
}

async function opened(
  path: string,
  open: (path: string) => Promise<Pick<OpenedReader, 'reader'> & { close(): Promise<void> }>,
): Promise<OpenedReader> {
  const store = await open(path);
  return { reader: store.reader, place: path, [Symbol.asyncDispose]: () => store.close() };
}

/** What was spooled, where no collector has been. */
async function readIntoMemory(directory: string) {
  const { readSpoolIntoMemory } = await loadCollector();
  return await readSpoolIntoMemory(directory, { onDiagnostic: tellErrors });
}
