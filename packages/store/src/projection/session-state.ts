import type { SessionData } from '@agentops/core';
import type { SessionState } from '../reader.ts';

/** A session that ended with a word that is none of the three, or with none, is `Indeterminate`. */
export function sessionState(session: Pick<SessionData, 'endState' | 'endTime'>): SessionState {
  const { endState, endTime } = session;
  if (endState === 'Success' || endState === 'Fail') return endState;
  return endState === undefined && endTime === undefined ? 'open' : 'Indeterminate';
}
