import assert from 'node:assert/strict';
import {
  type ErrorGroupQuery,
  type FacetName,
  type FacetQuery,
  InvalidQueryError,
  type LatencyQuery,
  type TimelineBucket,
  type TimelineQuery,
} from '@agentops/store';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { defineTopic } from '../case.ts';
import { catalogue, startOf } from '../catalogue.ts';
import { totalsOf } from '../expected.ts';
import { dawn, Pen } from '../pen.ts';
import { percentileOf } from '../percentile.ts';
import { same } from '../same.ts';

const hour = 3_600_000;

const facets: [name: FacetName, expected: string, query?: FacetQuery][] = [
  ['model', 'claude-sonnet-4-5:1 gpt-4o:1 gpt-4o-2024-08-06:1 my-model:1'],
  ['provider', 'openai:2 anthropic:1 local:1'],
  ['tool', 'look:2 write:2'],
  ['agent', 'planner:3 coder:2'],
  ['host', 'taskweaver:5 openai:3'],
  ['adapter', '@agentops/adapter-taskweaver:5 @agentops/adapter-openai:3'],
  ['errorType', 'TimeoutError:3 KeyError:1'],
  ['tag', 'eu:2 prod:2 test:1'],
  ['tag', 'eu:1 prod:1 test:1', { from: startOf(2), to: startOf(4) }],
  ['tool', 'write:2 look:1', { from: startOf(1) + 201, to: startOf(3) + 101 }],
  ['provider', 'openai:2', { limit: 1 }],
];

const errorGroups: [query: ErrorGroupQuery, expected: string][] = [
  [{}, 'KeyError:1:1:e8 TimeoutError:2:1:e7'],
  [{ tool: ['look'] }, 'KeyError:1:1:e8 TimeoutError:1:1:e6'],
  [{ host: ['taskweaver'], to: startOf(2) + 300 }, 'TimeoutError:1:1:e6'],
  [{ host: ['openai'] }, ''],
];

export const figures = defineTopic('figures', 'Figures', [
  {
    id: 'facets',
    title: 'the values that there are, most frequent first, with how often they are there',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      for (const [name, expected, query] of facets) {
        const values = await reader.facet(name, query);
        const found = values.map(({ value, count }) => `${value}:${count}`).join(' ');
        assert.equal(found, expected, `${name} ${JSON.stringify(query ?? {})}`);
      }
    },
  },
  {
    id: 'error-groups',
    title: 'errors that differ in nothing but numbers are one group, with the latest one’s message',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      for (const [query, expected] of errorGroups) {
        const { items } = await reader.errorGroups(query);
        const found = items.map(({ errorType, count, sessions, lastEventId }) =>
          [errorType, count, sessions, lastEventId].join(':'),
        );
        assert.equal(found.join(' '), expected, JSON.stringify(query));
      }
      const { items } = await reader.errorGroups();
      const { fingerprint, ...group } = items[1] ?? {};
      assert.ok(fingerprint);
      same(
        group,
        {
          errorType: 'TimeoutError',
          message: 'Request 99 timed out after 1500 ms',
          count: 2,
          sessions: 1,
          firstSeen: startOf(2) + 200,
          lastSeen: startOf(2) + 300,
          lastEventId: 'e7',
          lastSessionId: 's2',
        },
        'The group',
      );
    },
  },
  {
    id: 'latency',
    title: 'percentiles are those of a naive computation, over what ended',
    run: async (run) => {
      const pen = new Pen('w');
      const durations = Array.from({ length: 101 }, (_, index) => (index * 7919) % 1009);
      const records = durations.map((duration, index) =>
        pen.end('s', `e${index}`, {
          type: 'llm',
          requestModel: index % 3 === 0 ? 'a' : 'b',
          provider: 'p',
          status: index % 10 === 0 ? 'error' : 'ok',
          startTime: dawn,
          endTime: dawn + duration,
          ...(index % 2 === 0 ? { timeToFirstChunkMs: duration / 2 } : {}),
        }),
      );
      const others = [
        pen.start('s', 'open', { type: 'llm', requestModel: 'a' }),
        pen.end('s', 'again', { type: 'llm', requestModel: 'a', duplicateOf: 'e0' }),
        pen.end('s', 'unnamed', { type: 'llm' }),
        pen.end('s', 'tool', { type: 'tool', name: 'look', startTime: dawn, endTime: dawn + 5 }),
      ];
      await run.send([pen.startSession('s'), ...records, ...others]);
      const reader = await run.show();
      const groups = await reader.latency({ groupBy: 'model' });
      assert.deepEqual(
        groups.map(({ key, count }) => `${key}:${count}`),
        ['b:67', 'a:34'],
      );
      for (const [remainder, group] of [
        [[1, 2], groups[0]],
        [[0], groups[1]],
      ] as const) {
        const own = durations
          .map((duration, index) => ({ duration, index }))
          .filter(({ index }) => (remainder as readonly number[]).includes(index % 3));
        const all = own.map(({ duration }) => duration);
        const first = own
          .filter(({ index }) => index % 2 === 0)
          .map(({ duration }) => duration / 2);
        const expected = {
          errorCount: own.filter(({ index }) => index % 10 === 0).length,
          p50: percentileOf(all, 0.5),
          p90: percentileOf(all, 0.9),
          p95: percentileOf(all, 0.95),
          p99: percentileOf(all, 0.99),
          max: Math.max(...all),
          timeToFirstChunkP50: percentileOf(first, 0.5),
          timeToFirstChunkP95: percentileOf(first, 0.95),
        };
        for (const [key, value] of Object.entries(expected)) {
          const found = group?.[key as keyof typeof expected];
          const near = Math.abs((found ?? Number.NaN) - (value ?? 0)) < 1e-6;
          assert.ok(near, `${key} of ${group?.key} is ${found} and should be ${value}.`);
        }
      }
      const byType = await reader.latency({ groupBy: 'type' });
      assert.deepEqual(
        byType.map(({ key, count }) => `${key}:${count}`),
        ['llm:102', 'tool:1'],
      );
      assert.equal(byType[1]?.timeToFirstChunkP50, null);
    },
  },
  {
    id: 'latency-groups',
    title: 'latency by tool, provider and host, of what the filters let through',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const asked: [LatencyQuery, string][] = [
        [{ groupBy: 'tool' }, 'look:2:100 write:1:50'],
        [{ groupBy: 'tool', status: ['ok'] }, 'look:1:30'],
        [{ groupBy: 'provider', type: ['llm'] }, 'openai:2:300 anthropic:1:50 local:1:10'],
        [{ groupBy: 'host', tag: ['prod'] }, 'openai:3:300'],
        [{ groupBy: 'model', from: startOf(2) }, 'claude-sonnet-4-5:1:50 my-model:1:10'],
      ];
      for (const [query, expected] of asked) {
        const groups = await reader.latency(query);
        const found = groups.map(({ key, count, max }) => `${key}:${count}:${max}`).join(' ');
        assert.equal(found, expected, JSON.stringify(query));
      }
    },
  },
  {
    id: 'timeline',
    title: 'buckets of time have the totals of the events and the sessions that began in them',
    run: async (run) => {
      for (const chunk of generateRecords({
        seed: 21,
        sessions: 30,
        eventsPerSession: 12,
        startTime: dawn,
        spanMs: 20 * hour,
      })) {
        await run.send(
          chunk
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line)),
        );
      }
      await run.send(catalogue());
      const { summaries, sessions } = await run.sameAsFold();
      const reader = await run.reader();
      for (const bucketMs of [hour, 7 * 60_000, 24 * hour]) {
        const [from, to] = [dawn - 2 * hour, dawn + 23 * hour];
        const first = Math.floor(from / bucketMs) * bucketMs;
        const starts = [];
        for (let start = first; start < to; start += bucketMs) starts.push(start);
        const expected = starts.map((start) => {
          const within = ({ startTime }: { startTime: number }) =>
            startTime >= start && startTime < start + bucketMs;
          const begun = sessions.filter(within);
          return {
            start,
            sessions: begun.length,
            failedSessions: begun.filter(({ state }) => state === 'Fail').length,
            ...totalsOf(summaries.filter(within)),
          };
        });
        same(await reader.timeline({ from, to, bucketMs }), expected, `Buckets of ${bucketMs} ms`);
      }
    },
  },
  {
    id: 'timeline-filters',
    title: 'a timeline can be narrowed as sessions can, and has percentiles where they are wanted',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const asked: [Partial<TimelineQuery>, string][] = [
        [{}, '1:3 1:5 1:3 1:1'],
        [{ tag: ['prod'] }, '1:3 0:0 1:3 0:0'],
        [{ model: ['gpt-4o', 'claude-sonnet-4-5'] }, '1:1 1:1 0:0 0:0'],
        [{ host: ['openai'] }, '1:3 0:0 1:0 0:0'],
        [{ tag: ['eu'], host: ['taskweaver'] }, '0:0 1:5 0:0 0:0'],
        [{ agent: ['planner'] }, '1:3 0:0 0:0 0:0'],
        [{ tool: ['look'] }, '1:1 1:1 0:0 0:0'],
        [{ adapter: ['@agentops/adapter-openai'] }, '1:3 0:0 1:0 0:0'],
      ];
      const range = { from: startOf(1), to: startOf(4) + hour, bucketMs: hour };
      for (const [query, expected] of asked) {
        const buckets = await reader.timeline({ ...range, ...query });
        const found = buckets.map(({ sessions, events }) => `${sessions}:${events}`).join(' ');
        assert.equal(found, expected, JSON.stringify(query));
      }
      const timed = await reader.timeline({ ...range, host: ['openai'], latencyOf: 'llm' });
      const of = ({ latency }: TimelineBucket) =>
        latency && [latency.count, latency.p50, latency.max];
      assert.deepEqual(timed.map(of), [[2, 200, 300], null, null, null]);
    },
  },
  {
    id: 'timeline-follows',
    title: 'an event or a session that changes its time or its state changes the buckets',
    run: async (run) => {
      const [pen, other] = [new Pen('w'), new Pen('other', dawn + 10)];
      await run.send([
        pen.startSession('s', { startTime: dawn + 5 * hour }),
        pen.endSession('s', 'Fail'),
      ]);
      await run.send([pen.end('s', 'e', { type: 'tool', name: 'x', startTime: dawn + 5 * hour })]);
      const reader = await run.show();
      const ask = async () =>
        (await reader.timeline({ from: dawn, to: dawn + 6 * hour, bucketMs: hour }))
          .map((bucket) => `${bucket.sessions}${bucket.failedSessions}${bucket.toolCalls}`)
          .join(' ');
      assert.equal(await ask(), '000 000 000 000 000 111');
      await run.send([
        other.startSession('s', { startTime: dawn }),
        other.end('s', 'e', { type: 'tool', name: 'x', startTime: dawn + hour }),
      ]);
      await run.show();
      assert.equal(await ask(), '100 001 000 000 000 000');
    },
  },
  {
    id: 'timeline-bounds',
    title: 'a timeline is of 2,000 buckets at most, and of a time that is not empty',
    run: async (run) => {
      const reader = await run.show();
      const most = await reader.timeline({ from: 0, to: 2000, bucketMs: 1 });
      assert.equal(most.length, 2000);
      const none = await reader.timeline({ from: 1, to: 2, bucketMs: 10 });
      assert.deepEqual(
        none.map(({ start, events }) => [start, events]),
        [[0, 0]],
      );
      for (const query of [
        { from: 0, to: 2001, bucketMs: 1 },
        { from: 5, to: 5, bucketMs: 1 },
        { from: 6, to: 5, bucketMs: 1 },
        { from: 0, to: 10, bucketMs: 0 },
        { from: 0, to: 10, bucketMs: 0.5 },
        { from: Number.NaN, to: 10, bucketMs: 1 },
        { from: 0, to: Number.POSITIVE_INFINITY, bucketMs: 1 },
      ]) {
        await assert.rejects(
          async () => reader.timeline(query),
          InvalidQueryError,
          JSON.stringify(query),
        );
      }
    },
  },
]);
