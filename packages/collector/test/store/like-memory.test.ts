import { join } from 'node:path';
import type { AgentOpsRecord, WriterState } from '@agentops/core';
import { createMemoryStore, type StoreReader } from '@agentops/store';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { sequences } from '../../../core/test/events/record-sequences.ts';
import { LocalStore } from './fixtures/local-store.ts';

const runs = isFull ? 1000 : 40;

/** Records as writers wrote them, cut into appends: in any order, some twice, with verdicts in between. */
const appends = sequences.chain(({ records }) =>
  fc.record({
    records: fc.constant(records.map(enriched)),
    order: fc.shuffledSubarray(
      records.flatMap((_, index) => [index, index]),
      { minLength: records.length },
    ),
    cuts: fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }),
    verdicts: fc.array(
      fc.tuple(fc.constantFrom('writer-a', 'writer-b', 'nobody'), fc.boolean(), fc.nat(10)),
      { maxLength: 4 },
    ),
  }),
);

it('gives exactly what the driver in memory gives, whatever comes in whatever order', async () => {
  const directory = tempDir();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(appends, async ({ records, order, cuts, verdicts }) => {
      const memory = createMemoryStore();
      const store = new LocalStore(join(directory, `${count++}.db`));
      try {
        let step = 0;
        for (let at = 0; at < order.length; step++) {
          const size = 1 + (cuts[step % cuts.length] as number);
          const some = order.slice(at, at + size).map((index) => JSON.stringify(records[index]));
          at += size;
          expect(store.append(some.join('\n'))).toEqual(await memory.append(some.join('\n')));
          const said = verdictsAt(verdicts, step);
          store.engine.judge(said);
          await memory.judge(said);
          if (step % 3 === 0) store.index();
        }
        store.index();
        await memory.project();
        await sameAnswers(store, memory.reader);
        expect(store.check()).toEqual({ ok: true, problems: [] });
      } finally {
        store.close();
      }
    }),
    { numRuns: runs },
  );
});

function verdictsAt(
  verdicts: readonly (readonly [string, boolean, number])[],
  step: number,
): Map<string, WriterState> {
  return new Map(
    verdicts
      .filter(([, , at]) => at === step)
      .map(([writer, gone]) => [
        writer,
        gone ? { state: 'gone', reason: `killed at ${step}` } : { state: 'alive' },
      ]),
  );
}

/** More of what totals, filters and search are made of. */
function enriched(record: AgentOpsRecord): AgentOpsRecord {
  if (!('event' in record) || typeof record.event !== 'object') return record;
  const n = record.seq % 3;
  const more = {
    name: `name ${n}`,
    agent: { id: 'a', name: `agent ${n}` },
    source: { adapter: `adapter ${n % 2}`, host: `host ${n}`, hostVersion: null },
    ...(record.kind === 'end'
      ? {
          provider: 'openai',
          requestModel: ['gpt-4o', 'mine'][n % 2],
          usageSource: ['provider', 'estimated'][record.seq % 2],
        }
      : {}),
    ...(n === 0 ? { usage: { inputTokens: record.seq, outputTokens: 2 }, errorType: 'E' } : {}),
    ...(n === 1 ? { message: `failed ${record.seq} times`, duplicateOf: 'other' } : {}),
    ...(n === 2 ? { actionType: 'round', parentId: 'event-2', timeToFirstChunkMs: 5 } : {}),
  };
  return { ...record, event: { ...more, ...record.event } } as AgentOpsRecord;
}

async function sameAnswers(store: LocalStore, memory: StoreReader): Promise<void> {
  const range = { from: 1_700_000_000_000, to: 1_700_000_000_100 };
  const filters = [
    {},
    { type: ['llm' as const, 'error' as const] },
    { status: ['running' as const, 'indeterminate' as const] },
    { host: ['host 1'], agent: ['agent 1'] },
    { tag: ['all'], adapter: ['adapter 0'] },
    { model: ['mine'], ...range },
    { tool: ['name 0', 'name 1'], errorType: ['E'] },
  ];
  for (const filter of filters) {
    expect(await store.reader.events({ ...filter, limit: 500 })).toEqual(
      await memory.events({ ...filter, limit: 500 }),
    );
    const search = { ...filter, text: 'name', limit: 500 };
    expect(await store.reader.search(search)).toEqual(await memory.search(search));
    for (const groupBy of ['type', 'host', 'model', 'tool', 'provider'] as const) {
      const latency = { ...filter, groupBy };
      expect(await store.reader.latency(latency)).toEqual(await memory.latency(latency));
    }
  }
  for (const filter of [{}, { tag: ['all'] }, { hasErrors: true }, { state: ['open' as const] }]) {
    same(await store.reader.sessions(filter), await memory.sessions(filter));
  }
  for (const { id } of (await memory.sessions()).items) {
    same(await store.reader.session(id), await memory.session(id));
    expect(await store.reader.sessionEvents(id)).toEqual(await memory.sessionEvents(id));
  }
  for (const bucketMs of [10, 3_600_000]) {
    for (const filter of [{}, { host: ['host 1'] }, { model: ['mine'] }, { tag: ['all'] }]) {
      const query = { ...range, ...filter, bucketMs };
      same(await store.reader.timeline(query), await memory.timeline(query));
    }
  }
  for (const filter of [{}, range, { host: ['host 0'] }, { tool: ['name 1', 'name 2'] }]) {
    expect(await store.reader.errorGroups(filter)).toEqual(await memory.errorGroups(filter));
  }
  for (const name of ['model', 'tool', 'agent', 'host', 'adapter', 'errorType', 'tag'] as const) {
    expect(await store.reader.facet(name)).toEqual(await memory.facet(name));
    expect(await store.reader.facet(name, range)).toEqual(await memory.facet(name, range));
  }
  const { losses, newer, diagnostics, writers, ...counts } = await store.reader.health();
  const expected = await memory.health();
  expect({ losses, newer, diagnostics, writers }).toEqual({
    losses: expected.losses,
    newer: expected.newer,
    diagnostics: expected.diagnostics,
    writers: expected.writers,
  });
  expect(counts).toMatchObject({
    sessions: expected.sessions,
    events: expected.events,
    records: expected.records,
    lag: { records: 0, searchEvents: 0 },
  });
}

/** Equal, but for the last digits of sums of cost. */
function same(actual: unknown, expected: unknown): void {
  const round = (key: string, value: unknown) =>
    key === 'costUsd' ? Math.round((value as number) * 1e9) / 1e9 : value;
  expect(JSON.parse(JSON.stringify(actual ?? null, round))).toEqual(
    JSON.parse(JSON.stringify(expected ?? null, round)),
  );
}
