import type { EventFilter, EventSummary, SessionQuery, TimeRange } from '../reader.ts';
import type { EventView, SessionView } from './view.ts';

/** A filter that is not given lets everything through; one without values nothing. */
function isOneOf(value: string | null, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

function hasOneOf(values: Iterable<string>, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true;
  for (const value of values) if (wanted.includes(value)) return true;
  return false;
}

export function isWithin(time: number, { from, to }: TimeRange): boolean {
  return (from === undefined || time >= from) && (to === undefined || time < to);
}

export function toolOf({ type, name }: EventSummary): string | null {
  return type === 'tool' ? name : null;
}

export function matchesEvent({ summary, tags }: EventView, filter: EventFilter): boolean {
  return (
    isWithin(summary.startTime, filter) &&
    (filter.sessionId === undefined || summary.sessionId === filter.sessionId) &&
    isOneOf(summary.type, filter.type) &&
    isOneOf(summary.status, filter.status) &&
    isOneOf(summary.model, filter.model) &&
    isOneOf(summary.provider, filter.provider) &&
    isOneOf(toolOf(summary), filter.tool) &&
    isOneOf(summary.agent, filter.agent) &&
    isOneOf(summary.host, filter.host) &&
    isOneOf(summary.adapter, filter.adapter) &&
    isOneOf(summary.errorType, filter.errorType) &&
    hasOneOf(tags, filter.tag)
  );
}

export function matchesSession(session: SessionView, query: SessionQuery): boolean {
  const { summary } = session;
  return (
    isWithin(summary.startTime, query) &&
    isOneOf(summary.state, query.state) &&
    hasOneOf(session.tags, query.tag) &&
    hasOneOf(session.agents, query.agent) &&
    hasOneOf(summary.models, query.model) &&
    hasOneOf(summary.tools, query.tool) &&
    hasOneOf(session.hosts, query.host) &&
    hasOneOf(session.adapters, query.adapter) &&
    (query.name === undefined || isNamed(session, query.name.toLowerCase())) &&
    (query.hasErrors === undefined || summary.totals.errors > 0 === query.hasErrors)
  );
}

function isNamed({ summary }: SessionView, part: string): boolean {
  return (
    (summary.name ?? '').toLowerCase().includes(part) ||
    summary.id.toLowerCase().startsWith(part) ||
    summary.id.toLowerCase().endsWith(part)
  );
}
