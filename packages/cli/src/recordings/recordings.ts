import type { AgentOpsEvent, SessionData } from '@agentops/core';
import type { Totals } from '../totals.ts';

/** What was recorded, wherever it is kept: in a data directory, in the store beside it, in a collector elsewhere. */
export interface Recordings extends AsyncDisposable {
  /** Where that is, for people. */
  readonly place: string;
  /** Newest first. `limit` absent: all. */
  sessions(limit?: number): Promise<ListedSessions>;
  /**
   * The session that `wanted` names: `last` is the one that started last, anything else the beginning of an id, or its end,
   * which is what tables show.
   * @throws CliError where there is none, or more than one
   */
  find(wanted: string): Promise<SessionData>;
  /** The events of one session, in time order, whole. */
  eventsOf(session: SessionData): Promise<AgentOpsEvent[]>;
}

export interface ListedSessions {
  sessions: ListedSession[];
  /** How many more there are; null where that is not known, but some. */
  older: number | null;
}

export interface ListedSession {
  session: SessionData;
  totals: Totals;
}
