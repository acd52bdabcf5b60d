import type { DatabaseSync } from 'node:sqlite';
import type { AgentOpsEvent } from '@agentops/core';
import type {
  ErrorGroupQuery,
  EventQuery,
  EventSummary,
  FacetName,
  FacetQuery,
  LatencyQuery,
  Page,
  PageQuery,
  SearchQuery,
  SessionQuery,
  TimelineQuery,
} from '@agentops/store';
import { errorGroups } from './error-groups-query.ts';
import { compileFilter } from './event-filter.ts';
import { EventLookup } from './event-lookup.ts';
import { pageOfEvents } from './event-pages.ts';
import { EventSummaries } from './event-summaries.ts';
import { facet } from './facet-query.ts';
import { health } from './health-query.ts';
import { integrity } from './integrity.ts';
import { latencyGroups } from './latency-query.ts';
import { searchEvents } from './search-query.ts';
import { recordsOf, sessionRecordIds } from './session-records-query.ts';
import { sessionById, sessionPage } from './sessions-query.ts';
import { Statements } from './statements.ts';
import { timeline } from './timeline-query.ts';
import { WholeEvents } from './whole-events.ts';
import { WordReader } from './word-reader.ts';

/** All that can be asked of a database. Each answer is of one moment. */
export class Questions {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #words: WordReader;
  readonly #summaries: EventSummaries;
  readonly #lookup: EventLookup;
  readonly #events: WholeEvents;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#sql = new Statements(db);
    this.#words = new WordReader(this.#sql);
    this.#summaries = new EventSummaries(this.#sql, this.#words);
    this.#lookup = new EventLookup(db);
    this.#events = new WholeEvents(db, this.#sql);
  }

  /** @returns JSON; nothing where there is no answer */
  ask(name: string, values: readonly unknown[]): string {
    if (!Object.hasOwn(this.#answers, name)) throw new Error(`no such question: ${name}`);
    const method = this.#answers[name as 'health'] as (...values: unknown[]) => unknown;
    this.#db.exec('BEGIN');
    try {
      const answer = method(...values);
      return name === 'records' ? String(answer) : (JSON.stringify(answer) ?? '');
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  readonly #answers = {
    sessions: (query: SessionQuery) => sessionPage(query, this.#sql, this.#words),
    session: (id: string) => sessionById(id, this.#sql, this.#words),
    events: (query: EventQuery) => this.#eventPage(query),
    sessionEvents: (id: string, page: PageQuery) => this.#wholePage(id, page),
    event: (id: string) => this.#event(id),
    search: (query: SearchQuery) =>
      searchEvents(query, compileFilter(query, this.#sql, this.#words), {
        sql: this.#sql,
        summaries: this.#summaries,
        events: this.#events,
      }),
    timeline: (query: TimelineQuery) => timeline(query, this.#sql, this.#words),
    latency: (query: LatencyQuery) => latencyGroups(query, this.#sql, this.#words),
    errorGroups: (query: ErrorGroupQuery) =>
      errorGroups(query, {
        sql: this.#sql,
        words: this.#words,
        lookup: this.#lookup,
        summaries: this.#summaries,
        events: this.#events,
      }),
    facet: (name: FacetName, query: FacetQuery) => facet(name, query, this.#sql, this.#words),
    health: () => health(this.#db, this.#sql),
    check: () => integrity(this.#db, this.#sql),
    recordIds: (sessionId: string) => sessionRecordIds(sessionId, this.#sql),
    records: (sessionId: string, ids: number[]) =>
      recordsOf(sessionId, ids, { sql: this.#sql, lookup: this.#lookup, events: this.#events }),
  };

  #eventPage(query: EventQuery): Page<EventSummary> {
    const order = query.order ?? (query.sessionId === undefined ? 'desc' : 'asc');
    const filter = compileFilter(query, this.#sql, this.#words);
    const page = pageOfEvents(this.#sql, filter, query, { paged: 'events', query, order });
    return { items: this.#summaries.all(page.rows), ...nextOf(page) };
  }

  #wholePage(sessionId: string, page: PageQuery): Page<AgentOpsEvent> {
    const query = { ...page, sessionId };
    const filter = compileFilter({ sessionId }, this.#sql, this.#words);
    const paging = { paged: 'sessionEvents' as const, query, order: 'asc' as const };
    const found = pageOfEvents(this.#sql, filter, {}, paging);
    return { items: this.#events.all(found.rows), ...nextOf(found) };
  }

  #event(id: string): AgentOpsEvent | undefined {
    const row = this.#lookup.rowOf(id);
    return row === undefined ? undefined : this.#events.all([{ row, id }])[0];
  }
}

function nextOf({ next }: { next?: string }): { next?: string } {
  return next === undefined ? {} : { next };
}
