import type { AgentOpsEvent, SessionData, ToldCost } from '@agentops/core';
import { type Cost, costOf } from '@agentops/pricing';
import { type Totals, totalsOf } from './totals.ts';

/** An event as `--json` prints it: an LLM call also says what it cost, null where that is not known. */
export type JsonEvent = AgentOpsEvent & { cost?: Cost | null };

export function jsonEvent(event: AgentOpsEvent): JsonEvent {
  return event.type === 'llm' ? { ...event, cost: costOf(event) } : event;
}

export function jsonSession(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  toldCosts: readonly ToldCost[] = [],
): JsonSession {
  return withCosts({ ...session, totals: totalsOf(session, events) }, toldCosts);
}

/** A session as `--json` prints it: `toldCosts` is what destinations said that it cost, absent where none did. */
export type JsonSession = SessionData & {
  totals: Totals;
  toldCosts?: Omit<ToldCost, 'sessionId'>[];
};

export function withCosts(session: JsonSession, toldCosts: readonly ToldCost[] = []): JsonSession {
  if (toldCosts.length === 0) return session;
  return { ...session, toldCosts: toldCosts.map(({ sessionId, ...cost }) => cost) };
}
