import { checkLimit } from '../projection/check-query.ts';
import { decodeCursor, encodeCursor, type PagedQuery, type PageKey } from '../projection/cursor.ts';
import type { Page, PageQuery } from '../reader.ts';

/** Cuts a page out of all items, which may be in any order. */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => PageKey,
  paged: PagedQuery,
  query: PageQuery,
  order: 'asc' | 'desc',
): Page<T> {
  const limit = checkLimit(query.limit);
  const sign = order === 'asc' ? 1 : -1;
  const compare = (a: PageKey, b: PageKey) => sign * compareKeys(a, b);
  const behind = query.cursor === undefined ? undefined : decodeCursor(paged, query, query.cursor);
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => behind === undefined || compare(key, behind) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const page: Page<T> = { items: rest.slice(0, limit).map(({ item }) => item) };
  const last = rest[limit - 1];
  if (rest.length > limit && last) page.next = encodeCursor(paged, query, last.key);
  return page;
}

function compareKeys(a: PageKey, b: PageKey): number {
  return a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
