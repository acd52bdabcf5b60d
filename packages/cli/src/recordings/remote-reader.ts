import type { AgentOpsEvent, AgentOpsRecord } from '@agentops/core';
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
} from '@agentops/store';
import type { CollectorClient } from './collector-client.ts';

/** Asks a collector over its REST API what a store's reader would be asked. */
export class RemoteReader implements StoreReader {
  readonly #client: CollectorClient;

  constructor(client: CollectorClient) {
    this.#client = client;
  }

  sessions(query: SessionQuery = {}): Promise<Page<SessionSummary>> {
    return this.#client.get('sessions', query);
  }

  session(id: string): Promise<SessionSummary | undefined> {
    return this.#client.find(`sessions/${encodeURIComponent(id)}`);
  }

  events(query: EventQuery = {}): Promise<Page<EventSummary>> {
    return this.#client.get('events', withSession(query));
  }

  sessionEvents(sessionId: string, page: PageQuery = {}): Promise<Page<AgentOpsEvent>> {
    return this.#client.get(`sessions/${encodeURIComponent(sessionId)}/events`, page);
  }

  event(id: string): Promise<AgentOpsEvent | undefined> {
    return this.#client.find(`events/${encodeURIComponent(id)}`);
  }

  search(query: SearchQuery): Promise<Page<SearchHit>> {
    return this.#client.get('search', withSession(query));
  }

  async timeline(query: TimelineQuery): Promise<TimelineBucket[]> {
    const { buckets } = await this.#client.get<{ buckets: TimelineBucket[] }>(
      'stats/timeline',
      query,
    );
    return buckets;
  }

  async latency(query: LatencyQuery): Promise<LatencyGroup[]> {
    const { groups } = await this.#client.get<{ groups: LatencyGroup[] }>(
      'stats/latency',
      withSession(query),
    );
    return groups;
  }

  errorGroups(query: ErrorGroupQuery = {}): Promise<Page<ErrorGroup>> {
    return this.#client.get('errors', query);
  }

  async facet(name: FacetName, query: FacetQuery = {}): Promise<FacetValue[]> {
    const { values } = await this.#client.get<{ values: FacetValue[] }>(`facets/${name}`, query);
    return values;
  }

  async *sessionRecords(sessionId: string): AsyncIterable<AgentOpsRecord> {
    const path = `sessions/${encodeURIComponent(sessionId)}/records`;
    for await (const line of this.#client.lines(path)) yield JSON.parse(line);
  }

  async health(): Promise<StoreHealth> {
    const { store } = await this.#client.get<{ store: StoreHealth }>('ingest/health');
    return store;
  }
}

/** The API calls it `session`. */
function withSession<Q extends { sessionId?: string }>({ sessionId, ...query }: Q) {
  return { ...query, ...(sessionId === undefined ? {} : { session: sessionId }) };
}
