import { createHash } from 'node:crypto';
import { InvalidCursorError } from '../errors.ts';
import type { PageQuery } from '../reader.ts';

/** The query that pages are of. A cursor of one is none of another's. */
export type PagedQuery = 'sessions' | 'events' | 'sessionEvents' | 'search' | 'errorGroups';

/** Where the last item of a page stands: its time, and what tells it from others of that time. */
export interface PageKey {
  time: number;
  id: string;
}

/** What is handed to a caller to go on behind an item: opaque, and of use with these filters alone. */
export function encodeCursor(paged: PagedQuery, query: PageQuery, key: PageKey): string {
  const parts = [hashOf(paged, query), key.time, key.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws InvalidCursorError where it is none of this query with these filters */
export function decodeCursor(paged: PagedQuery, query: PageQuery, cursor: string): PageKey {
  const [hash, time, id] = parse(cursor);
  if (hash !== hashOf(paged, query)) throw new InvalidCursorError();
  if (typeof time !== 'number' || typeof id !== 'string') throw new InvalidCursorError();
  return { time, id };
}

function parse(cursor: string): unknown[] {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    // Below it is said what is wrong with it.
  }
  throw new InvalidCursorError();
}

/** Of what a page's items depend on: how many of them are wanted is another matter. */
function hashOf(paged: PagedQuery, query: PageQuery): string {
  const filters = Object.entries(query)
    .filter(([key, value]) => value !== undefined && key !== 'limit' && key !== 'cursor')
    .map(([key, value]) => [key, Array.isArray(value) ? [...value].sort() : value])
    .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([paged, filters]))
    .digest('base64url')
    .slice(0, 12);
}
