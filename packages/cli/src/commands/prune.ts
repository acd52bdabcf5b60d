import { type Pruned, type Retention, StoreInUseError } from '@agentops/store';
import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { findDirectory, hasStore } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
import { parseDays, parseSize } from '../parse-option.ts';
import { showProgress } from '../progress.ts';
import { CollectorClient, longestMs } from '../recordings/collector-client.ts';
import { openForWriting } from '../recordings/open-directory.ts';
import { clientFor, type PlaceOptions } from '../recordings/open-recordings.ts';
import { RemoteReader } from '../recordings/remote-reader.ts';
import { findStored, type OpenedReader } from '../recordings/stored-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface PruneOptions extends PlaceOptions {
  json?: boolean;
  olderThan?: string;
  largerThan?: string;
  session?: string[];
}

/** `agentops prune`: deletes sessions from a store, or from that of a collector that runs. */
export async function prune(options: PruneOptions, terminal: Terminal): Promise<void> {
  const { olderThan, largerThan, session } = options;
  if (olderThan === undefined && largerThan === undefined && session === undefined) {
    throw new CliError(
      'What is to go? --older-than <days>, --larger-than <size>, or --session <id>; more than one is fine.',
    );
  }
  const bounds: Retention = {
    ...(olderThan === undefined ? {} : { maxAgeMs: parseDays(olderThan, '--older-than') }),
    ...(largerThan === undefined ? {} : { maxBytes: parseSize(largerThan, '--larger-than') }),
  };
  await using store = await openPrunable(options);
  const progress = showProgress();
  try {
    if (session !== undefined) {
      const found = session.map((wanted) => findStored(store.reader, wanted));
      bounds.sessionIds = (await Promise.all(found)).map(({ id }) => id);
    }
    const pruned = await store.prune(bounds, ({ sessions }) =>
      progress.show(`deleted ${plural(sessions, 'session')}`),
    );
    progress.clear();
    if (options.json) terminal.print(JSON.stringify(pruned));
    else {
      const { sessions, events, bytes } = pruned;
      terminal.print(
        `${terminal.colors.green('✓')} deleted ${plural(sessions, 'session')} with ${plural(events, 'event')}, ${formatBytes(bytes)}, from ${store.place}`,
      );
    }
  } finally {
    progress.clear();
  }
}

interface Prunable extends OpenedReader {
  prune(bounds: Retention, onProgress: (done: Pruned) => void): Promise<Pruned>;
}

/** A collector that is named, or that runs on the data directory; else the store itself. */
async function openPrunable(options: PruneOptions): Promise<Prunable> {
  const client = clientFor(options);
  if (client) return overHttp(client);
  const { path: directory } = findDirectory(options.dir);
  await takeInReports(directory);
  if (!hasStore(directory)) {
    throw new CliError(
      `No collector has kept anything in ${directory}. What programs spool there, they bound themselves.`,
    );
  }
  try {
    const store = await openForWriting(directory);
    return {
      reader: store.reader,
      place: directory,
      prune: (bounds, onProgress) => store.prune(bounds, onProgress),
      [Symbol.asyncDispose]: () => store.close(),
    };
  } catch (error) {
    const { runningCollector } = await loadCollector();
    const url = error instanceof StoreInUseError ? runningCollector(directory) : undefined;
    if (url === undefined) throw error;
    return overHttp(
      new CollectorClient({ url, token: options.token ?? process.env.AGENTOPS_TOKEN }),
    );
  }
}

function overHttp(client: CollectorClient): Prunable {
  return {
    reader: new RemoteReader(client),
    place: client.url.origin,
    prune: (bounds) => {
      const body = Buffer.from(JSON.stringify(bounds));
      return client.post<Pruned>('prune', body, 'application/json', { timeoutMs: longestMs });
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
