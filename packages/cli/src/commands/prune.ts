import { StoreInUseError, StoreOpenError } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { findDirectory } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { loadCollector } from '../load-collector.ts';
import { parseDays, parseSize } from '../parse-option.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface PruneOptions {
  dir?: string;
  json?: boolean;
  olderThan?: string;
  largerThan?: string;
  session?: string[];
}

/** `agentops prune`: deletes sessions from the store. */
export async function prune(options: PruneOptions, terminal: Terminal): Promise<void> {
  const { olderThan, largerThan, session } = options;
  if (olderThan === undefined && largerThan === undefined && session === undefined) {
    throw new CliError(
      'What is to go? --older-than <days>, --larger-than <size>, or --session <id>; more than one is fine.',
    );
  }
  const bounds = {
    ...(olderThan === undefined ? {} : { maxAgeMs: parseDays(olderThan) }),
    ...(largerThan === undefined ? {} : { maxBytes: parseSize(largerThan, '--larger-than') }),
    ...(session === undefined ? {} : { sessionIds: session }),
  };
  const { openCaughtUpStore } = await loadCollector();
  const store = await openCaughtUpStore(findDirectory(options.dir).path).catch((error) => {
    if (error instanceof StoreInUseError) {
      throw new CliError(
        `${error.message} End it first, or let it prune by itself: agentops up --keep-days <n> --keep-size <size>.`,
      );
    }
    throw error instanceof StoreOpenError ? new CliError(error.message) : error;
  });
  const progress = showProgress();
  const pruned = await store
    .prune(bounds, ({ sessions }) => progress.show(`deleted ${plural(sessions, 'session')}`))
    .finally(async () => {
      progress.clear();
      await store.close();
    });
  if (options.json) terminal.print(JSON.stringify(pruned));
  else {
    const { sessions, events, bytes } = pruned;
    terminal.print(
      `${terminal.colors.green('✓')} deleted ${plural(sessions, 'session')} with ${plural(events, 'event')}, ${formatBytes(bytes)}`,
    );
  }
}
