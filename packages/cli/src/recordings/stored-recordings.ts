import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { tableVersion } from '@agentops/pricing';
import type { Page, PageQuery, SessionSummary, StoreReader } from '@agentops/store';
import { CliError } from '../cli-error.ts';
import { findSession } from '../find-session.ts';
import type { Totals } from '../totals.ts';
import type { ListedSessions, Recordings } from './recordings.ts';

const pageSize = 500;
/** More candidates than these nobody reads. */
const maxCandidates = 50;

/** What a store holds, on this machine or behind a collector's address. */
export class StoredRecordings implements Recordings {
  readonly place: string;
  readonly #reader: StoreReader;
  readonly #close: () => Promise<void>;

  constructor(place: string, reader: StoreReader, close: () => Promise<void>) {
    this.place = place;
    this.#reader = reader;
    this.#close = close;
  }

  async sessions(limit = Infinity): Promise<ListedSessions> {
    const { items, more } = await collect((page) => this.#reader.sessions(page), limit);
    const now = Date.now();
    return {
      sessions: items.map((summary) => ({ session: summary, totals: totalsFrom(summary, now) })),
      older: more ? null : 0,
    };
  }

  async find(wanted: string): Promise<SessionData> {
    const { items: newest } = await this.#reader.sessions({ limit: 1 });
    if (wanted === 'last') return findSession(wanted, newest);
    const part = wanted.toLowerCase();
    const { items } = await collect(
      (page) => this.#reader.sessions({ ...page, name: wanted }),
      maxCandidates,
    );
    const named = items.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
    return findSession(wanted, named.length > 0 ? named.toReversed() : newest);
  }

  async eventsOf(session: SessionData): Promise<AgentOpsEvent[]> {
    const { items } = await collect((page) => this.#reader.sessionEvents(session.id, page));
    return items;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

async function collect<T>(
  ask: (page: PageQuery) => Promise<Page<T>>,
  limit = Infinity,
): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await ask({
      limit: Math.min(pageSize, limit - items.length),
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.items.length === 0 && page.next !== undefined && page.next === cursor) {
      throw new CliError('The collector gave the same page twice.');
    }
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && items.length < limit);
  return { items, more: cursor !== undefined };
}

function totalsFrom({ totals, startTime, endTime }: SessionSummary, now: number): Totals {
  const { llmCalls, unmeasuredCalls, unpricedCalls, estimatedCalls, costUsd } = totals;
  const measured = llmCalls > unmeasuredCalls;
  const tokens = (count: number) => (measured ? count : null);
  const detail = (count: number) => (count > 0 ? count : null);
  const pricedCalls = llmCalls - unpricedCalls;
  return {
    durationMs: Math.max(0, (endTime ?? now) - startTime),
    rounds: totals.rounds,
    actions: totals.actions,
    llmCalls,
    toolCalls: totals.toolCalls,
    errors: totals.errors,
    tokens: {
      inputTokens: tokens(totals.inputTokens),
      outputTokens: tokens(totals.outputTokens),
      cacheReadInputTokens: detail(totals.cacheReadInputTokens),
      cacheCreationInputTokens: detail(totals.cacheCreationInputTokens),
      reasoningOutputTokens: detail(totals.reasoningOutputTokens),
    },
    callsWithoutUsage: unmeasuredCalls,
    cost: {
      usd: pricedCalls === 0 && llmCalls > 0 ? null : costUsd,
      pricedCalls,
      unpricedCalls,
      estimated: estimatedCalls > 0,
      tableVersion,
    },
  };
}
