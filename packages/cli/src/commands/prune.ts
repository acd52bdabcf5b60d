import { StoreInUseError } from '@agentops/store';
import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { findDirectory, hasStore } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { parseDays, parseSize } from '../parse-option.ts';
import { showProgress } from '../progress.ts';
import { openForWriting } from '../recordings/open-directory.ts';
import { type PlaceOptions, refuseUrl } from '../recordings/open-recordings.ts';
import { findStored } from '../recordings/stored-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface PruneOptions extends PlaceOptions {
  json?: boolean;
  olderThan?: string;
  largerThan?: string;
  session?: string[];
}

/** `agentops prune`: deletes sessions from the store. */
export async function prune(options: PruneOptions, terminal: Terminal): Promise<void> {
  refuseUrl(options, 'prune');
  const { olderThan, largerThan, session } = options;
  if (olderThan === undefined && largerThan === undefined && session === undefined) {
    throw new CliError(
      'What is to go? --older-than <days>, --larger-than <size>, or --session <id>; more than one is fine.',
    );
  }
  const bounds = {
    ...(olderThan === undefined ? {} : { maxAgeMs: parseDays(olderThan, '--older-than') }),
    ...(largerThan === undefined ? {} : { maxBytes: parseSize(largerThan, '--larger-than') }),
  };
  const { path: directory } = findDirectory(options.dir);
  await takeInReports(directory);
  if (!hasStore(directory)) {
    throw new CliError(
      `No collector has kept anything in ${directory}. What programs spool there, they bound themselves.`,
    );
  }
  const store = await openForWriting(directory).catch((error) => {
    if (!(error instanceof StoreInUseError)) throw error;
    throw new CliError(
      `A collector runs on ${directory}: end it first, or let it prune by itself: agentops up --keep-days <n> --keep-size <size>.`,
    );
  });
  const progress = showProgress();
  try {
    const sessionIds: string[] = [];
    for (const wanted of session ?? []) {
      sessionIds.push((await findStored(store.reader, wanted)).id);
    }
    const pruned = await store.prune(
      { ...bounds, ...(session === undefined ? {} : { sessionIds }) },
      ({ sessions }) => progress.show(`deleted ${plural(sessions, 'session')}`),
    );
    progress.clear();
    if (options.json) terminal.print(JSON.stringify(pruned));
    else {
      const { sessions, events, bytes } = pruned;
      terminal.print(
        `${terminal.colors.green('✓')} deleted ${plural(sessions, 'session')} with ${plural(events, 'event')}, ${formatBytes(bytes)}`,
      );
    }
  } finally {
    progress.clear();
    await store.close();
  }
}
