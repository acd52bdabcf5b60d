import assert from 'node:assert/strict';
import type { EventType } from '@agentops/core';
import {
  createMemoryStore,
  type EventFilter,
  type LatencyGroup,
  type LatencyQuery,
  type Page,
  type PageQuery,
  type SessionQuery,
  type StoreReader,
} from '@agentops/store';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { Random } from '../../generated-records/random.ts';
import {
  agentNames,
  failures,
  hosts,
  models,
  tagNames,
  toolNames,
} from '../../generated-records/vocabulary.ts';
import type { StoreCaseDefinition } from '../case.ts';
import { defineTopic } from '../case.ts';
import { dawn } from '../pen.ts';
import { same } from '../same.ts';
import type { StoreRun } from '../store-run.ts';

const spanMs = 6 * 3_600_000;
const questions = 25;

/** Asks a store and the reference the same; some of it is the same question again, further on. */
type Ask = (reader: StoreReader, random: Random) => Promise<unknown>;

function some<T>(random: Random, values: readonly T[]): T[] {
  return values.filter(() => random.chance(2 / values.length));
}

/** Each filter is there now and then. */
function filtersOf(random: Random, all: Record<string, () => unknown>): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const [name, make] of Object.entries(all)) {
    const value = make();
    if (random.chance(0.15)) chosen[name] = value;
  }
  return chosen;
}

function common(random: Random) {
  return {
    from: () => dawn + random.below(spanMs / 2),
    to: () => dawn + spanMs / 2 + random.below(spanMs / 2),
    tag: () => some(random, tagNames),
    agent: () => some(random, agentNames),
    model: () =>
      some(
        random,
        models.map(([, model]) => model),
      ),
    tool: () => some(random, toolNames),
    host: () =>
      some(
        random,
        hosts.map(({ host }) => host),
      ),
    adapter: () =>
      some(
        random,
        hosts.map(({ adapter }) => adapter),
      ),
  };
}

function eventFilter(random: Random): EventFilter {
  return filtersOf(random, {
    ...common(random),
    type: () => some(random, ['action', 'llm', 'tool', 'error']),
    status: () => some(random, ['running', 'ok', 'error', 'indeterminate']),
    provider: () =>
      some(
        random,
        models.map(([provider]) => provider),
      ),
    errorType: () =>
      some(
        random,
        failures.map(([errorType]) => errorType),
      ),
  });
}

function sessionQuery(random: Random): SessionQuery {
  return filtersOf(random, {
    ...common(random),
    state: () => some(random, ['open', 'Success', 'Fail', 'Indeterminate']),
    name: () => random.pick(['for', 'BILLING', '#1', '_', '%']),
    hasErrors: () => random.chance(0.5),
  });
}

/** The first three pages of a random size. */
async function pagesOf<T>(
  random: Random,
  ask: (page: PageQuery) => Promise<Page<T>>,
): Promise<T[][]> {
  const limit = 1 + random.below(40);
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ limit, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page.items);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < 3);
  return pages;
}

const asks: Record<string, Ask> = {
  sessions: (reader, random) => {
    const query = sessionQuery(random);
    return pagesOf(random, (page) => reader.sessions({ ...query, ...page }));
  },
  events: (reader, random) => {
    const query = {
      ...eventFilter(random),
      ...(random.chance(0.3) ? { order: 'asc' as const } : {}),
    };
    return pagesOf(random, (page) => reader.events({ ...query, ...page }));
  },
  search: async (reader, random) => {
    const words = [
      'forecast',
      'retry cache',
      '"customer with"',
      'deliv*',
      'timed out',
      'Column c1*',
    ];
    const query = { ...eventFilter(random), text: random.pick(words) };
    const pages = await pagesOf(random, (page) => reader.search({ ...query, ...page }));
    // Where a snippet begins and ends is the driver's business.
    return pages.map((items) => items.map(({ snippet: _, ...row }) => row));
  },
  timeline: (reader, random) => {
    const bucketMs = random.pick([60_000, 3_600_000, 1_234_567]);
    const { tag, agent, model, tool, host, adapter } = eventFilter(random);
    const latencyOf = random.pick<EventType | undefined>([undefined, 'llm', 'tool', 'action']);
    return reader.timeline({
      from: dawn - 1000,
      to: dawn + spanMs + 1000,
      bucketMs,
      ...(tag ? { tag } : {}),
      ...(agent ? { agent } : {}),
      ...(model ? { model } : {}),
      ...(tool ? { tool } : {}),
      ...(host ? { host } : {}),
      ...(adapter ? { adapter } : {}),
      ...(latencyOf ? { latencyOf } : {}),
    });
  },
  latency: async (reader, random) => {
    const groupBy = random.pick<LatencyQuery['groupBy']>([
      'model',
      'tool',
      'provider',
      'host',
      'type',
    ]);
    return (await reader.latency({ ...eventFilter(random), groupBy })).map(rounded);
  },
  'error groups': (reader, random) => {
    const { from, to, host, tool } = filtersOf(random, common(random)) as SessionQuery;
    const query = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(host ? { host } : {}),
      ...(tool ? { tool } : {}),
    };
    return pagesOf(random, (page) => reader.errorGroups({ ...query, ...page }));
  },
  facets: (reader, random) => {
    const { from, to } = filtersOf(random, common(random)) as SessionQuery;
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const name = random.pick([
      'model',
      'provider',
      'tool',
      'agent',
      'host',
      'adapter',
      'tag',
      'errorType',
    ] as const);
    return reader.facet(name, { ...range, limit: 1 + random.below(8) });
  },
};

/** To a nanosecond: how one interpolates leaves traces. */
function rounded(group: LatencyGroup): LatencyGroup {
  const entries = Object.entries(group).map(([key, value]) => [
    key,
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  ]);
  return Object.fromEntries(entries);
}

async function compare(run: StoreRun, name: string, ask: Ask): Promise<void> {
  const seed = name.length;
  const reference = createMemoryStore();
  const chunks = generateRecords({
    seed,
    sessions: 40,
    eventsPerSession: 25,
    startTime: dawn,
    spanMs,
    payloadBytes: 1000,
  });
  const store = await run.store();
  for (const chunk of chunks) {
    await store.append(chunk);
    await reference.append(chunk);
  }
  await store.project();
  await reference.project();
  let telling = 0;
  for (let question = 0; question < questions; question++) {
    const expected = await ask(reference.reader, new Random(question));
    const actual = await ask(store.reader, new Random(question));
    same(actual, expected, `The answer to question ${question} about ${name}`);
    if (JSON.stringify(expected).length > 10) telling++;
  }
  assert.ok(telling > questions / 3, `Only ${telling} questions about ${name} have an answer.`);
  await reference.close();
}

export const reference = defineTopic('reference', 'Answers are those of the memory driver', [
  ...Object.entries(asks).map(
    ([name, ask]): StoreCaseDefinition => ({
      id: name.replace(' ', '-'),
      title: `${name}, by random filters over a thousand events`,
      run: (run) => compare(run, name, ask),
    }),
  ),
]);
