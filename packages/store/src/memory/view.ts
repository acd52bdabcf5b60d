import type { AgentOpsEvent, Folded, PromptDelta } from '@agentops/core';
import { searchTextOf } from '../projection/search-text.ts';
import { sessionState } from '../projection/session-state.ts';
import { summarise } from '../projection/summary.ts';
import { nameOrNull, plainText } from '../projection/text.ts';
import { addTotals, emptyTotals } from '../projection/totals.ts';
import type { EventSummary, SessionSummary } from '../reader.ts';

/** One event as queries see it. */
export interface EventView {
  event: AgentOpsEvent;
  summary: EventSummary;
  /** Tags of its session. */
  tags: readonly string[];
  searchText(): string;
}

/** One session as queries see it. */
export interface SessionView {
  summary: SessionSummary;
  tags: readonly string[];
  agents: ReadonlySet<string>;
  hosts: ReadonlySet<string>;
  adapters: ReadonlySet<string>;
}

/** Everything that readers see at one moment. */
export interface View {
  /** By start time, then id. */
  events: readonly EventView[];
  eventById: ReadonlyMap<string, EventView>;
  /** By start time, then id. */
  sessions: readonly SessionView[];
  sessionById: ReadonlyMap<string, SessionView>;
}

export function viewOf(
  folded: Folded,
  promptOf: (eventId: string) => PromptDelta | undefined,
): View {
  const tags = new Map(folded.sessions.map((session) => [session.id, session.tags.map(plainText)]));
  const events = folded.events.map((event): EventView => {
    let text: string | undefined;
    return {
      event,
      summary: summarise(event),
      tags: tags.get(event.sessionId as string) ?? [],
      searchText: () => {
        text ??= searchTextOf(event, promptOf(event.id)?.add);
        return text;
      },
    };
  });
  const eventsOf = Map.groupBy(events, ({ summary }) => summary.sessionId);
  const sessions = folded.sessions.map((session): SessionView => {
    const own = (eventsOf.get(session.id) ?? []).map(({ summary }) => summary);
    const counted = own.filter(({ duplicateOf }) => duplicateOf === null);
    const totals = emptyTotals();
    for (const event of own) addTotals(totals, event, 1);
    const summary: SessionSummary = {
      ...session,
      state: sessionState(session),
      lastTime:
        own.length === 0 ? session.startTime : own.map(lastTimeOf).reduce((a, b) => Math.max(a, b)),
      totals,
      models: distinct(counted.map(({ model }) => model)).sort(),
      tools: distinct(own.map(({ type, name }) => (type === 'tool' ? name : null))).sort(),
    };
    return {
      summary,
      tags: tags.get(session.id) ?? [],
      agents: new Set(
        distinct([
          ...session.agents.map(({ name }) => plainText(name)),
          ...own.map(({ agent }) => agent),
        ]),
      ),
      hosts: new Set(distinct([nameOrNull(session.source?.host), ...own.map(({ host }) => host)])),
      adapters: new Set(
        distinct([nameOrNull(session.source?.adapter), ...own.map(({ adapter }) => adapter)]),
      ),
    };
  });
  return {
    events,
    eventById: new Map(events.map((view) => [view.summary.id, view])),
    sessions,
    sessionById: new Map(sessions.map((view) => [view.summary.id, view])),
  };
}

function lastTimeOf({ startTime, endTime }: EventSummary): number {
  return Math.max(startTime, endTime ?? startTime);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null && value !== ''))] as string[];
}
