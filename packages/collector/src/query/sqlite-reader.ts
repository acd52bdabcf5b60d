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
import type { WorkerChannel } from '../store/worker-channel.ts';

/** Records that are asked for at a time. */
const recordsPerCall = 200;

/** Asks the thread that answers questions. */
export class SqliteReader implements StoreReader {
  readonly #channel: WorkerChannel;

  constructor(channel: WorkerChannel) {
    this.#channel = channel;
  }

  sessions(query: SessionQuery = {}): Promise<Page<SessionSummary>> {
    return this.#ask('sessions', query);
  }

  session(id: string): Promise<SessionSummary | undefined> {
    return this.#ask('session', id);
  }

  events(query: EventQuery = {}): Promise<Page<EventSummary>> {
    return this.#ask('events', query);
  }

  sessionEvents(sessionId: string, page: PageQuery = {}): Promise<Page<AgentOpsEvent>> {
    return this.#ask('sessionEvents', sessionId, page);
  }

  event(id: string): Promise<AgentOpsEvent | undefined> {
    return this.#ask('event', id);
  }

  search(query: SearchQuery): Promise<Page<SearchHit>> {
    return this.#ask('search', query);
  }

  timeline(query: TimelineQuery): Promise<TimelineBucket[]> {
    return this.#ask('timeline', query);
  }

  latency(query: LatencyQuery): Promise<LatencyGroup[]> {
    return this.#ask('latency', query);
  }

  errorGroups(query: ErrorGroupQuery = {}): Promise<Page<ErrorGroup>> {
    return this.#ask('errorGroups', query);
  }

  facet(name: FacetName, query: FacetQuery = {}): Promise<FacetValue[]> {
    return this.#ask('facet', name, query);
  }

  health(): Promise<StoreHealth> {
    return this.#ask('health');
  }

  async *sessionRecords(sessionId: string): AsyncIterable<AgentOpsRecord> {
    const ids = await this.#ask<number[]>('recordIds', sessionId);
    for (let at = 0; at < ids.length; at += recordsPerCall) {
      const some = ids.slice(at, at + recordsPerCall);
      const text = await this.#channel.call('records', JSON.stringify([sessionId, some]));
      for (const line of text.split('\n'))
        if (line !== '') yield JSON.parse(line) as AgentOpsRecord;
    }
  }

  async #ask<T>(question: string, ...values: unknown[]): Promise<T> {
    const text = await this.#channel.call(question, JSON.stringify(values));
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
