import type { SQLInputValue } from 'node:sqlite';
import {
  checkLimit,
  decodeCursor,
  encodeCursor,
  type PagedQuery,
  type PageKey,
  type PageQuery,
  type TimeRange,
} from '@agentops/store';
import type { CompiledFilter } from './event-filter.ts';
import type { StoredEvent } from './event-summaries.ts';
import type { Statements } from './statements.ts';

export type Order = 'asc' | 'desc';

type Place = Pick<StoredEvent, 'start' | 'id'>;

export interface EventPage {
  rows: StoredEvent[];
  next?: string;
}

/** One page of events. Each walk of the filter's way gives at most a page, and these are merged. */
export function pageOfEvents(
  sql: Statements,
  filter: CompiledFilter | undefined,
  range: TimeRange,
  paging: { paged: PagedQuery; query: PageQuery; order: Order },
): EventPage {
  const { paged, query, order } = paging;
  const limit = checkLimit(query.limit);
  const behind = query.cursor === undefined ? undefined : decodeCursor(paged, query, query.cursor);
  if (!filter) return { rows: [] };
  const rows: StoredEvent[] = [];
  const { text, values } = walk(filter, range, behind, order);
  for (const value of filter.way.values) {
    const own = filter.way.where === '' ? [] : [value];
    rows.push(...sql.all<StoredEvent>(text, ...own, ...values, limit + 1));
  }
  const page = filter.way.values.length === 1 ? rows : rows.sort(comparing(order));
  const last = page[limit - 1];
  return {
    rows: page.slice(0, limit),
    ...(page.length > limit && last
      ? { next: encodeCursor(paged, query, { time: last.start, id: last.id }) }
      : {}),
  };
}

function walk(
  { way, where, values }: CompiledFilter,
  range: TimeRange,
  behind: PageKey | undefined,
  order: Order,
): { text: string; values: SQLInputValue[] } {
  const time = timeBounds(range, behind, order);
  const conditions = [way.where, ...time.where, ...where].filter((condition) => condition !== '');
  const direction = order === 'asc' ? 'ASC' : 'DESC';
  return {
    text: `SELECT * FROM event INDEXED BY ${way.index} WHERE ${conditions.join(' AND ')}
      ORDER BY start ${direction}, id ${direction} LIMIT ?`,
    values: [...time.values, ...values],
  };
}

/**
 * What has to hold of `start` and `id`. There is one bound from each side, so that the index is entered where the page begins:
 * what is behind an item of this query is within the range's bound on that side.
 */
export function timeBounds(
  { from, to }: TimeRange,
  behind: PageKey | undefined,
  order: Order,
): { where: string[]; values: SQLInputValue[] } {
  const low = from ?? Number.NEGATIVE_INFINITY;
  const high = to ?? Number.POSITIVE_INFINITY;
  if (!behind) return { where: ['start >= ?', 'start < ?'], values: [low, high] };
  const { time, id } = behind;
  return order === 'asc'
    ? {
        where: ['start >= ?', 'start < ?', '(start > ? OR id > ?)'],
        values: [time, high, time, id],
      }
    : {
        where: ['start >= ?', 'start <= ?', '(start < ? OR id < ?)'],
        values: [low, time, time, id],
      };
}

export function comparing(order: Order): (a: Place, b: Place) => number {
  const sign = order === 'asc' ? 1 : -1;
  return (a, b) => sign * (a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
