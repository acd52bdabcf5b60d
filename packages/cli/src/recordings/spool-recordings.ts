import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { findSession } from '../find-session.ts';
import { oneLine } from '../format/text.ts';
import { type DirectoryContents, eventsOf, readDirectory, withBlobs } from '../read-directory.ts';
import { totalsOf } from '../totals.ts';
import type { ListedSessions, Recordings } from './recordings.ts';

/** What programs spooled into a data directory, read whole. */
export class SpoolRecordings implements Recordings {
  readonly place: string;
  readonly #contents: DirectoryContents;

  constructor(directory: string) {
    this.place = directory;
    this.#contents = readDirectory(directory);
    for (const { file, reason } of this.#contents.unreadable) {
      process.stderr.write(`agentops: ${file} of the spool can't be read: ${oneLine(reason)}\n`);
    }
  }

  async sessions(limit = Infinity): Promise<ListedSessions> {
    const newestFirst = this.#contents.sessions.toReversed();
    const events = Map.groupBy(this.#contents.events, ({ sessionId }) => sessionId ?? '');
    const now = Date.now();
    return {
      sessions: newestFirst.slice(0, limit).map((session) => ({
        session,
        totals: totalsOf(session, events.get(session.id) ?? [], now),
      })),
      older: Math.max(0, newestFirst.length - limit),
    };
  }

  async find(wanted: string): Promise<SessionData> {
    return withBlobs(findSession(wanted, this.#contents.sessions), this.place);
  }

  async eventsOf(session: SessionData): Promise<AgentOpsEvent[]> {
    return eventsOf(session, this.#contents, this.place);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
