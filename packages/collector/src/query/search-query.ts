import {
  checkLimit,
  decodeCursor,
  encodeCursor,
  type Page,
  parseSearch,
  type SearchHit,
  type SearchQuery,
  type SearchTerm,
  snippetOf,
} from '@agentops/store';
import { docMs, docRange } from '../store/search-docs.ts';
import type { CompiledFilter } from './event-filter.ts';
import { comparing } from './event-pages.ts';
import type { EventSummaries, StoredEvent } from './event-summaries.ts';
import { indexedWords } from './indexed-words.ts';
import type { Statements } from './statements.ts';
import type { WholeEvents } from './whole-events.ts';

export interface SearchParts {
  sql: Statements;
  summaries: EventSummaries;
  events: WholeEvents;
}

/** Hits come out of the index by the millisecond; those of one are put in order here. */
export function searchEvents(
  query: SearchQuery,
  filter: CompiledFilter | undefined,
  { sql, summaries, events }: SearchParts,
): Page<SearchHit> {
  const terms = parseSearch(query.text);
  const limit = checkLimit(query.limit);
  const behind =
    query.cursor === undefined ? undefined : decodeCursor('search', query, query.cursor);
  if (!filter) return { items: [] };
  const found: { row: StoredEvent; snippet: string }[] = [];
  const take = (group: StoredEvent[]): boolean => {
    for (const row of group.sort(comparing('desc'))) {
      if (behind && comparing('desc')(row, { start: behind.time, id: behind.id }) <= 0) continue;
      // The index may lag behind, or tell some words apart in another way.
      const snippet = snippetOf(events.searchText(row.row, row.id), terms);
      if (snippet !== undefined) found.push({ row, snippet });
      if (found.length > limit) return true;
    }
    return false;
  };
  let group: StoredEvent[] = [];
  for (const row of candidates(query, filter, terms, behind?.time, sql)) {
    if (group[0] && docMs(group[0].start) !== docMs(row.start)) {
      if (take(group)) break;
      group = [];
    }
    group.push(row);
  }
  if (found.length <= limit) take(group);
  const page = found.slice(0, limit);
  const items = summaries
    .all(page.map(({ row }) => row))
    .map((summary, index): SearchHit => ({ ...summary, snippet: page[index]?.snippet ?? '' }));
  const last = page.at(-1)?.row;
  return {
    items,
    ...(found.length > limit && last
      ? { next: encodeCursor('search', query, { time: last.start, id: last.id }) }
      : {}),
  };
}

/** Latest millisecond first. */
function* candidates(
  query: SearchQuery,
  { way, where, values, labels }: CompiledFilter,
  terms: readonly SearchTerm[],
  before: number | undefined,
  sql: Statements,
): Generator<StoredEvent> {
  const { first, last } = docRange(query.from, before ?? query.to);
  const docs = sql.prepare(`
    SELECT search_doc.event FROM search JOIN search_doc ON search_doc.doc = search.rowid
    WHERE search MATCH ? AND search.rowid BETWEEN ? AND ? ORDER BY search.rowid DESC`);
  const ways = way.where === '' ? [] : [`${column(way.where)} IN (SELECT value FROM json_each(?))`];
  const conditions = ['row = ?', 'start >= ?', 'start < ?', ...ways, ...where];
  const get = sql.prepare(`SELECT * FROM event WHERE ${conditions.join(' AND ')}`);
  const from = query.from ?? Number.NEGATIVE_INFINITY;
  const to = query.to ?? Number.POSITIVE_INFINITY;
  const own = way.where === '' ? [] : [JSON.stringify(way.values)];
  for (const { event } of docs.iterate(matchOf(terms, labels, sql), first, last)) {
    const row = get.get(event as number, from, to, ...own, ...values);
    if (row) yield row as unknown as StoredEvent;
  }
}

/** The column that a way is looked up by. */
function column(where: string): string {
  return where.replace(/^.* AND /, '').replace(' = ?', '');
}

/** An expression of FTS5. Words are letters and digits alone, and quoted, so that none is an operator. */
function matchOf(
  terms: readonly SearchTerm[],
  labels: readonly (readonly string[])[],
  sql: Statements,
): string {
  const texts = terms.map((term) => (term.prefix ? matchOfPrefix(term, sql) : phrase(term.words)));
  const groups = labels.map((group) => `labels : ${anyOf(group.map((label) => phrase([label])))}`);
  return [`text : (${texts.join(' AND ')})`, ...groups].join(' AND ');
}

/**
 * FTS5 reads all that is there of all words that begin so before it gives the first hit. Of single words it reads no more than
 * is asked for.
 */
function matchOfPrefix({ words }: SearchTerm, sql: Statements): string {
  const before = words.slice(0, -1);
  const whole = indexedWords(words.at(-1) as string, sql);
  if (whole === undefined) return `${phrase(words)} *`;
  return anyOf(whole.map((word) => phrase([...before, word])));
}

function phrase(words: readonly string[]): string {
  return `"${words.join(' ')}"`;
}

function anyOf(phrases: readonly string[]): string {
  return `(${phrases.join(' OR ')})`;
}
