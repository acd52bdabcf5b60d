import type { Agent, Finished, FinishedEvent, SessionData } from '@agentops/core';

/** What there is to tell of one session. */
export interface SessionWork {
  session?: SessionData;
  isNew: boolean;
  events: FinishedEvent[];
  changed: FinishedEvent[];
}

export function bySession(finished: Finished): Map<string, SessionWork> {
  const all = new Map<string, SessionWork>();
  const workOf = (id: string): SessionWork => {
    let work = all.get(id);
    if (!work) {
      work = { isNew: false, events: [], changed: [] };
      all.set(id, work);
    }
    return work;
  };
  for (const session of finished.started) {
    Object.assign(workOf(session.id), { session, isNew: true });
  }
  for (const session of finished.changed) workOf(session.id).session = session;
  for (const event of finished.events) workOf(event.sessionId).events.push(event);
  for (const event of finished.changedEvents) workOf(event.sessionId).changed.push(event);
  for (const session of finished.ended) workOf(session.id).session = session;
  return all;
}

/** Those of the session first, then whoever else acted. */
export function agentsIn({ session, events, changed }: SessionWork): Agent[] {
  const agents = new Map<string, Agent>();
  for (const { agent } of [...events, ...changed]) if (agent) agents.set(agent.id, agent);
  for (const agent of session?.agents ?? []) agents.set(agent.id, agent);
  return [...agents.values()];
}
