import type { AgentOpsEvent, SessionData } from '@agentops/core';
import type { Page, PageQuery, SessionSummary, StoreReader } from '@agentops/store';
import { findSession } from '../find-session.ts';
import { totalsFrom } from './kept-totals.ts';
import type { ListedSessions, Recordings } from './recordings.ts';

/** What can be asked, of whatever place. */
export interface OpenedReader extends AsyncDisposable {
  readonly reader: StoreReader;
  /** For people. */
  readonly place: string;
}

const pageSize = 500;
/** Whole events can be large. */
const eventsAtOnce = 100;
/** More candidates than these nobody reads. */
const maxCandidates = 50;

/** What a store holds, on this machine or behind a collector's address. */
export class StoredRecordings implements Recordings {
  readonly place: string;
  readonly #opened: OpenedReader;

  constructor(opened: OpenedReader) {
    this.place = opened.place;
    this.#opened = opened;
  }

  async sessions(limit = Infinity): Promise<ListedSessions> {
    const { reader } = this.#opened;
    const { items, more } = await upTo(
      limit,
      pages((page) => reader.sessions(page), Math.min(limit + 1, pageSize)),
    );
    const now = Date.now();
    return {
      sessions: items.map((summary) => ({
        session: withoutSums(summary),
        totals: totalsFrom(summary, now),
      })),
      older: more ? null : 0,
    };
  }

  async find(wanted: string): Promise<SessionData> {
    return withoutSums(await findStored(this.#opened.reader, wanted));
  }

  async eventsOf({ id }: SessionData): Promise<AgentOpsEvent[]> {
    const { items } = await upTo(Infinity, storedEvents(this.#opened.reader, id));
    return items;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}

/**
 * The session that `wanted` names, as `Recordings.find` has it.
 * @throws CliError where there is none, or more than one
 */
export async function findStored(reader: StoreReader, wanted: string): Promise<SessionSummary> {
  const { items: newest } = await reader.sessions({ limit: 1 });
  if (wanted === 'last' || newest.length === 0) return findSession(wanted, newest);
  const whole = await reader.session(wanted);
  if (whole) return whole;
  const part = wanted.toLowerCase();
  // It also looks for names.
  const named = pages((page) => reader.sessions({ ...page, name: wanted }), pageSize);
  const { items } = await upTo(
    maxCandidates,
    only(named, ({ id }) => id.startsWith(part) || id.endsWith(part)),
  );
  return findSession(wanted, items.length > 0 ? items.reverse() : newest);
}

/** Whole, in time order. */
export function storedEvents(reader: StoreReader, sessionId: string) {
  return pages((page) => reader.sessionEvents(sessionId, page), eventsAtOnce);
}

/** What all pages hold. */
export async function* pages<T>(
  ask: (page: PageQuery) => Promise<Page<T>>,
  limit: number,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await ask({ limit, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** The first ones, and whether there are more. */
async function upTo<T>(
  limit: number,
  all: AsyncIterable<T>,
): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = [];
  for await (const item of all) {
    if (items.length === limit) return { items, more: true };
    items.push(item);
  }
  return { items, more: false };
}

async function* only<T>(all: AsyncIterable<T>, isWanted: (item: T) => boolean) {
  for await (const item of all) if (isWanted(item)) yield item;
}

/** What a session is, as a spool tells it. */
export function withoutSums(summary: SessionSummary): SessionData {
  const { state, lastTime, totals, models, tools, ...session } = summary;
  return session;
}
