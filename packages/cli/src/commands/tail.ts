import { followReports, takeInReports } from '../bridge/host-reports.ts';
import { findDirectory } from '../find-directory.ts';
import { clientFor, type PlaceOptions } from '../recordings/open-recordings.ts';
import { changePrinter } from '../tail/change-printer.ts';
import { followCollector } from '../tail/follow-collector.ts';
import { followDirectory } from '../tail/follow-directory.ts';
import type { Terminal } from '../terminal.ts';

export interface TailOptions extends PlaceOptions {
  json?: boolean;
  session?: string;
}

/** `agentops tail`: prints what is recorded as it comes, until SIGINT or SIGTERM. */
export async function tail(options: TailOptions, terminal: Terminal): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  // A second one, while an answer is awaited, ends the process at once.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const { signal } = stopping;
  const following = { session: options.session, print: changePrinter(terminal, options), signal };
  try {
    const client = clientFor(options);
    if (client) await followCollector(client, following);
    else {
      const { path } = findDirectory(options.dir);
      await takeInReports(path);
      await using _reports = await followReports(path);
      await followDirectory(path, following);
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
