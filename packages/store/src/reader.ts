/**
 * Questions that can be asked of a store. Every answer is of what was projected; `health` tells how far that is behind. Things of
 * the same time are in order of their ids.
 */
import type {
  AgentOpsEvent,
  AgentOpsRecord,
  Diagnostic,
  EventStatus,
  EventType,
  SessionData,
  WriterInfo,
} from '@agentops/core';

export interface StoreReader {
  /** Those of which a session record came; newest start first. */
  sessions(query?: SessionQuery): Promise<Page<SessionSummary>>;
  session(id: string): Promise<SessionSummary | undefined>;
  /** In time order within a session, newest first otherwise, unless `order` says something else. */
  events(query?: EventQuery): Promise<Page<EventSummary>>;
  /** Whole events of one session, in time order. */
  sessionEvents(sessionId: string, page?: PageQuery): Promise<Page<AgentOpsEvent>>;
  /** One event, whole. */
  event(id: string): Promise<AgentOpsEvent | undefined>;
  /**
   * Full-text search in what `searchTextOf` gives of an event (of a prompt: the messages that are new in it); newest first. Words
   * are joined by AND, "…" is a phrase, a final * a prefix: see `parseSearch`.
   * @throws InvalidQueryError where there is no word to search for
   */
  search(query: SearchQuery): Promise<Page<SearchHit>>;
  /**
   * Totals over time, of whole buckets: all that cover the range. Buckets without anything are there too. Events and sessions are
   * those that `events` and `sessions` give for the same filters.
   * @throws InvalidQueryError where the range is empty, or too many buckets are wanted
   */
  timeline(query: TimelineQuery): Promise<TimelineBucket[]>;
  /**
   * Percentiles of how long things took; most frequent first. Where they are between two values, they are interpolated (NumPy's
   * `linear`); of more than 10,000 values they may be estimates.
   */
  latency(query: LatencyQuery): Promise<LatencyGroup[]>;
  /** Errors that are alike, most recent first. */
  errorGroups(query?: ErrorGroupQuery): Promise<Page<ErrorGroup>>;
  /** Which values there are to filter by, most frequent first, then in order of the value. */
  facet(name: FacetName, query?: FacetQuery): Promise<FacetValue[]>;
  /**
   * The records of a session and its events, as they came, and of their writers the last that says who it is, and that it closed.
   * Appended to an empty store they give the same session: a prompt that was told against another session's is told whole.
   * All of them are `unnumbered`, as without the others they don't count up: see `portableRecord`.
   */
  sessionRecords(sessionId: string): AsyncIterable<AgentOpsRecord>;
  health(): Promise<StoreHealth>;
}

/** Keyset pagination: hand `next` back as `cursor` to go on behind the last item, whatever was added meanwhile. */
export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  next?: string;
}

export interface PageQuery {
  /** @default 50, at most 500 */
  limit?: number;
  /** @throws InvalidCursorError where it is none of this query's */
  cursor?: string;
}

/** Epoch milliseconds; `from` is included, `to` is not. */
export interface TimeRange {
  from?: number;
  to?: number;
}

/** The time is that of the start. Each given filter must hold. Several values of one filter: any of them. */
export interface EventFilter extends TimeRange {
  sessionId?: string;
  type?: readonly EventType[];
  status?: readonly EventStatus[];
  /** The model that answered, else the one that was asked for. */
  model?: readonly string[];
  provider?: readonly string[];
  /** Name of a tool event. */
  tool?: readonly string[];
  /** Name of the event's agent. */
  agent?: readonly string[];
  host?: readonly string[];
  adapter?: readonly string[];
  /** As in `EventSummary`. */
  errorType?: readonly string[];
  /** Tag of the event's session. */
  tag?: readonly string[];
}

export interface EventQuery extends EventFilter, PageQuery {
  /** By start time. @default 'asc' with `sessionId`, else 'desc' */
  order?: 'asc' | 'desc';
}

/** The time is that of the start. Each given filter must hold. Several values of one filter: any of them. */
export interface SessionQuery extends TimeRange, PageQuery {
  state?: readonly SessionState[];
  tag?: readonly string[];
  /** Name of an agent of the session, or of one of its events. */
  agent?: readonly string[];
  /** Of one of its events, as the next one. */
  model?: readonly string[];
  tool?: readonly string[];
  /** Of its own source, or of one of its events, as the next one. */
  host?: readonly string[];
  adapter?: readonly string[];
  /** Part of its name, or the beginning or end of its id, capital or small (as `toLowerCase` has it). */
  name?: string;
  /** Only sessions with errors, or only those without. */
  hasErrors?: boolean;
}

export type SessionState = 'open' | 'Success' | 'Fail' | 'Indeterminate';

export interface SessionSummary extends SessionData {
  state: SessionState;
  /** When the last event of it started or ended; the session's own start where there is none. */
  lastTime: number;
  totals: Totals;
  /** In order of name, as the next one. */
  models: string[];
  tools: string[];
}

/** Calls that were seen a second time (`duplicateOf`) count nowhere. */
export interface Totals {
  events: number;
  actions: number;
  /** Actions of the kind `round`: what a person asked, and all that it led to. */
  rounds: number;
  llmCalls: number;
  toolCalls: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadInputTokens: number;
  cacheCreationInputTokens: number;
  reasoningOutputTokens: number;
  /** US dollars at list prices, of the calls that have a price. */
  costUsd: number;
  /** LLM calls whose model or tokens are not known, so that their cost is missing. */
  unpricedCalls: number;
  /** LLM calls whose cost rests on estimated tokens or a guessed provider. */
  estimatedCalls: number;
  /** LLM calls whose tokens are not known: they are missing in the sums of tokens. */
  unmeasuredCalls: number;
  /** LLM calls whose tokens are an estimate: they are in the sums of tokens. */
  estimatedUsageCalls: number;
}

/** One event without what was said in it. Names are cut at 512 UTF-16 units. */
export interface EventSummary {
  id: string;
  sessionId: string;
  type: EventType;
  name: string;
  parentId: string | null;
  agent: string | null;
  startTime: number;
  endTime: number | null;
  /** Null while it is open, and where it is indeterminate. */
  durationMs: number | null;
  status: EventStatus;
  host: string | null;
  adapter: string | null;
  /** `actionType`, `operationName`, or the tool's `kind`. */
  kind: string | null;
  model: string | null;
  provider: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  cacheReadInputTokens: number | null;
  cacheCreationInputTokens: number | null;
  reasoningOutputTokens: number | null;
  /** The tokens are an estimate: no provider counted them. */
  usageEstimated: boolean;
  /** Null where the model or its tokens are not known. */
  costUsd: number | null;
  costEstimated: boolean;
  timeToFirstChunkMs: number | null;
  /** Of an error, or of what failed: its `error.type` attribute. */
  errorType: string | null;
  /** The beginning of what it is about: answer, arguments, message. At most 160 characters. */
  preview: string | null;
  duplicateOf: string | null;
}

export interface SearchQuery extends EventFilter, PageQuery {
  text: string;
}

export interface SearchHit extends EventSummary {
  /** The text around the match, up to some hundred characters, matches between U+E000 and U+E001. */
  snippet: string;
}

export interface TimelineQuery extends TimeRange {
  from: number;
  to: number;
  /** Buckets begin at whole multiples of it since the epoch. At most 2,000 buckets. */
  bucketMs: number;
  tag?: readonly string[];
  agent?: readonly string[];
  model?: readonly string[];
  tool?: readonly string[];
  host?: readonly string[];
  adapter?: readonly string[];
  /** Each bucket has percentiles of how long the events of this type took. It costs as much as `latency` does of the same time. */
  latencyOf?: EventType;
}

/** Milliseconds; of events that ended. Calls that were seen a second time are left out. */
export interface LatencyPercentiles {
  count: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
}

export interface TimelineBucket extends Totals {
  /** Epoch milliseconds. */
  start: number;
  /** Sessions that began in it. */
  sessions: number;
  failedSessions: number;
  /** Where `latencyOf` is given: of the events that began in it. Null where none of them has ended. */
  latency?: LatencyPercentiles | null;
}

export interface LatencyQuery extends EventFilter {
  groupBy: 'model' | 'tool' | 'provider' | 'host' | 'type';
}

export interface LatencyGroup extends LatencyPercentiles {
  key: string;
  errorCount: number;
  /** Of streamed calls. */
  timeToFirstChunkP50: number | null;
  timeToFirstChunkP95: number | null;
}

export interface ErrorGroupQuery extends TimeRange, PageQuery {
  host?: readonly string[];
  /** The error's parent is a tool event of this name. */
  tool?: readonly string[];
}

/** Error events with the same type and the same message, numbers and ids aside. */
export interface ErrorGroup {
  /** See `fingerprintOf`. */
  fingerprint: string;
  errorType: string;
  /** Of the latest one. */
  message: string;
  count: number;
  sessions: number;
  firstSeen: number;
  lastSeen: number;
  lastEventId: string;
  lastSessionId: string;
}

export type FacetName =
  | 'model'
  | 'provider'
  | 'tool'
  | 'agent'
  | 'host'
  | 'adapter'
  | 'tag'
  | 'errorType';

export interface FacetQuery extends TimeRange {
  /** @default 100, at most 1,000 */
  limit?: number;
}

export interface FacetValue {
  value: string;
  /** Of a tag the sessions, else the events; calls that were seen a second time are left out. */
  count: number;
}

export interface StoreHealth {
  /** The engine and its version, for people. */
  engine: string;
  schemaVersion: number;
  sessions: number;
  events: number;
  records: number;
  /** On disk, with everything that belongs to it. */
  bytes: number;
  /** Appended records that readers can't see yet, and events that search does not find yet. */
  lag: { records: number; searchEvents: number };
  /** What is known to be missing. */
  losses: { writer: string; reason: string; records?: number; bytes?: number }[];
  /** Records of newer formats, by version. */
  newer: Record<string, number>;
  /** What adapters said about themselves, newest last, at most 200. */
  diagnostics: {
    time: number;
    level: Diagnostic['level'];
    code: string;
    message: string;
    details?: Record<string, unknown>;
  }[];
  /** Those that number their records: every one that can still go on, and the latest of the others; at most 1,000. Last heard of first. */
  writers: {
    id: string;
    state: 'alive' | 'closed' | 'gone';
    lastTime: number;
    /** Null where its first record has not come. */
    info: WriterInfo | null;
  }[];
}
