import type { AgentOpsEvent, SessionData } from '@agentops/core';
import type { SessionSummary } from '@agentops/store';

/** One session and its events. */
export interface RoundTripEnd {
  session: SessionData;
  events: readonly AgentOpsEvent[];
}

export interface DifferenceOptions {
  /** How the events of both ends find each other: where the ids are other ones, by type and start. @default 'id' */
  pairBy?: 'id' | 'start';
}

/**
 * Which fields of a session and its events are not the same after a round trip, such as `tool.callId` and `session.name`, in order;
 * `tool` where a tool event is missing, `action (added)` where one came to be. Ids that an event or a parent has got instead are the same
 * where they name the same event. Times are compared to the microsecond: what is finer is not of the clock, but of the arithmetic. Null
 * and absent are not the same.
 */
export function differences(
  before: RoundTripEnd,
  after: RoundTripEnd,
  { pairBy = 'id' }: DifferenceOptions = {},
): string[] {
  const keyOf = (event: AgentOpsEvent) =>
    pairBy === 'id' ? event.id : `${event.type} ${Math.round(event.startTime * 1000)}`;
  const later = new Map(after.events.map((event) => [keyOf(event), event]));
  const found = new Set<string>();
  const idBefore = new Map<string, string>();
  for (const event of before.events) {
    const its = later.get(keyOf(event));
    if (its) idBefore.set(its.id, event.id);
    else found.add(event.type);
  }
  const named = new Set(idBefore.keys());
  for (const event of before.events) {
    const its = later.get(keyOf(event));
    if (!its) continue;
    for (const field of differingFields(event, withIds(its, idBefore))) {
      found.add(`${event.type}.${field}`);
    }
  }
  for (const { id, type } of after.events) if (!named.has(id)) found.add(`${type} (added)`);
  for (const field of differingFields(before.session, after.session)) found.add(`session.${field}`);
  return [...found].sort();
}

/** The session as it was told, without what a store adds up. */
export function withoutTotals(summary: SessionSummary): SessionData {
  const { state, lastTime, totals, models, tools, ...session } = summary;
  return session;
}

function withIds(event: AgentOpsEvent, idBefore: ReadonlyMap<string, string>): object {
  const of = (id: string | undefined) => (id === undefined ? undefined : (idBefore.get(id) ?? id));
  const ids = { id: of(event.id), parentId: of(event.parentId) };
  if (event.type !== 'error') return { ...event, ...ids };
  return { ...event, ...ids, triggerEventId: of(event.triggerEventId) };
}

function differingFields(before: object, after: object): string[] {
  const [was, is] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].filter((name) => textOf(was[name]) !== textOf(is[name]));
}

function textOf(value: unknown): string | undefined {
  const isTime = typeof value === 'number' && value > 1e12;
  return JSON.stringify(isTime ? Math.round(value * 1000) / 1000 : value);
}
