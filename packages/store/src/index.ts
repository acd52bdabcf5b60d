export {
  InvalidCursorError,
  InvalidQueryError,
  StoreInUseError,
  StoreOpenError,
  StoreWriteError,
} from './errors.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/memory-store.ts';
export { snippetOf } from './memory/search.ts';
export { type Buckets, checkLimit, checkTimeline } from './projection/check-query.ts';
export { decodeCursor, encodeCursor, type PagedQuery, type PageKey } from './projection/cursor.ts';
export { fingerprintOf } from './projection/fingerprint.ts';
export { parseSearch, type SearchTerm } from './projection/parse-search.ts';
export { portableRecord } from './projection/portable-record.ts';
export { type ReadLine, readRecords } from './projection/read-records.ts';
export { searchTextOf } from './projection/search-text.ts';
export { sessionState } from './projection/session-state.ts';
export { summarise } from './projection/summary.ts';
export { plainText } from './projection/text.ts';
export { addTotals, emptyTotals } from './projection/totals.ts';
export { wordsOf } from './projection/words.ts';
export type {
  ErrorGroup,
  ErrorGroupQuery,
  EventFilter,
  EventQuery,
  EventSummary,
  FacetName,
  FacetQuery,
  FacetValue,
  LatencyGroup,
  LatencyPercentiles,
  LatencyQuery,
  Page,
  PageQuery,
  SearchHit,
  SearchQuery,
  SessionQuery,
  SessionState,
  SessionSummary,
  StoreHealth,
  StoreReader,
  TimelineBucket,
  TimelineQuery,
  TimeRange,
  Totals,
} from './reader.ts';
export type {
  Appended,
  AppendOptions,
  Integrity,
  Pruned,
  Retention,
  Store,
  StoreChange,
} from './store.ts';
