import type { AgentOpsEvent, SessionData } from '@agentops/core';
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
): SessionData & { totals: Totals } {
  return { ...session, totals: totalsOf(session, events) };
}
