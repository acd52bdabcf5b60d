import type { AgentOpsEvent, AgentOpsRecord, WriterState } from '@agentops/core';
import { checkLimit, checkTimeline } from '../projection/check-query.ts';
import { parseSearch } from '../projection/parse-search.ts';
import type {
  ErrorGroup,
  ErrorGroupQuery,
  EventQuery,
  EventSummary,
  FacetName,
  FacetQuery,
  FacetValue,
  LatencyGroup,
  LatencyQuery,
  Page,
  PageQuery,
  SearchHit,
  SearchQuery,
  SessionQuery,
  SessionSummary,
  StoreHealth,
  StoreReader,
  TimelineBucket,
  TimelineQuery,
} from '../reader.ts';
import { errorGroupsOf } from './error-groups.ts';
import { countValues, facetOf } from './facets.ts';
import { isWithin, matchesEvent, matchesSession } from './filters.ts';
import { latencyGroups } from './latency.ts';
import { healthOf } from './memory-health.ts';
import { pageOf } from './paging.ts';
import { snippetOf } from './search.ts';
import { sessionRecordsOf } from './session-records.ts';
import { timelineOf } from './timeline.ts';
import type { EventView, View } from './view.ts';
import type { VisibleRecords } from './visible-records.ts';

/** What a reader has to know of the store besides the records. */
export interface MemoryState {
  visible: VisibleRecords;
  /** Records that readers can't see yet. */
  waiting(): number;
  verdicts(): ReadonlyMap<string, WriterState>;
}

/** Answers by looking through everything. */
export class MemoryReader implements StoreReader {
  readonly #state: MemoryState;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  get #view(): View {
    return this.#state.visible.view;
  }

  async sessions(query: SessionQuery = {}): Promise<Page<SessionSummary>> {
    const found = this.#view.sessions
      .filter((session) => matchesSession(session, query))
      .map(({ summary }) => summary);
    return pageOf(found, placeOf, 'sessions', query, 'desc');
  }

  async session(id: string): Promise<SessionSummary | undefined> {
    return this.#view.sessionById.get(id)?.summary;
  }

  async events(query: EventQuery = {}): Promise<Page<EventSummary>> {
    const order = query.order ?? (query.sessionId === undefined ? 'desc' : 'asc');
    const found = this.#matching(query).map(({ summary }) => summary);
    return pageOf(found, placeOf, 'events', query, order);
  }

  async sessionEvents(sessionId: string, page: PageQuery = {}): Promise<Page<AgentOpsEvent>> {
    const query = { ...page, sessionId };
    const { items, next } = pageOf(
      this.#matching({ sessionId }),
      ({ summary }) => placeOf(summary),
      'sessionEvents',
      query,
      'asc',
    );
    return { items: items.map(({ event }) => event), ...(next === undefined ? {} : { next }) };
  }

  async event(id: string): Promise<AgentOpsEvent | undefined> {
    return this.#view.eventById.get(id)?.event;
  }

  async search(query: SearchQuery): Promise<Page<SearchHit>> {
    const terms = parseSearch(query.text);
    const found = this.#matching(query).flatMap((view): SearchHit[] => {
      const snippet = snippetOf(view.searchText(), terms);
      return snippet === undefined ? [] : [{ ...view.summary, snippet }];
    });
    return pageOf(found, placeOf, 'search', query, 'desc');
  }

  async timeline(query: TimelineQuery): Promise<TimelineBucket[]> {
    const buckets = checkTimeline(query);
    const { bucketMs: _, latencyOf: __, ...filters } = query;
    const filter = { ...filters, from: buckets.from, to: buckets.to };
    const sessions = this.#view.sessions.filter((session) => matchesSession(session, filter));
    return timelineOf(
      buckets,
      query,
      this.#matching(filter).map(({ summary }) => summary),
      sessions.map(({ summary }) => summary),
    );
  }

  async latency(query: LatencyQuery): Promise<LatencyGroup[]> {
    const found = this.#matching(query).map(({ summary }) => summary);
    return latencyGroups(found, query.groupBy);
  }

  async errorGroups(query: ErrorGroupQuery = {}): Promise<Page<ErrorGroup>> {
    const { from, to, host, tool } = query;
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const filter = { ...range, type: ['error' as const], ...(host ? { host } : {}) };
    const errors = this.#matching(filter).filter(({ summary }) => {
      const parent = this.#view.eventById.get(summary.parentId ?? '')?.summary;
      return tool === undefined || (parent?.type === 'tool' && tool.includes(parent.name));
    });
    const placeOfGroup = (group: ErrorGroup) => ({ time: group.lastSeen, id: group.fingerprint });
    return pageOf(errorGroupsOf(errors), placeOfGroup, 'errorGroups', query, 'desc');
  }

  async facet(name: FacetName, query: FacetQuery = {}): Promise<FacetValue[]> {
    const limit = checkLimit(query.limit, 100, 1000);
    if (name === 'tag') {
      const sessions = this.#view.sessions.filter(({ summary }) =>
        isWithin(summary.startTime, query),
      );
      return countValues(sessions.flatMap(({ tags }) => tags)).slice(0, limit);
    }
    const events = this.#view.events
      .map(({ summary }) => summary)
      .filter(({ startTime }) => isWithin(startTime, query));
    return facetOf(name, events).slice(0, limit);
  }

  async *sessionRecords(sessionId: string): AsyncIterable<AgentOpsRecord> {
    yield* sessionRecordsOf(sessionId, this.#state.visible);
  }

  async health(): Promise<StoreHealth> {
    return healthOf(this.#state);
  }

  #matching(filter: EventQuery): EventView[] {
    return this.#view.events.filter((view) => matchesEvent(view, filter));
  }
}

function placeOf({ startTime, id }: { startTime: number; id: string }) {
  return { time: startTime, id };
}
