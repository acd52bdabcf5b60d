import assert from 'node:assert/strict';
import {
  type EventQuery,
  InvalidQueryError,
  type Page,
  type SessionQuery,
  summarise,
} from '@agentops/store';
import { defineTopic } from '../case.ts';
import { catalogue, startOf } from '../catalogue.ts';
import { allPages } from '../pages.ts';
import { same } from '../same.ts';

const eventQueries: [query: EventQuery, expected: string][] = [
  [{ type: ['tool'] }, 'e12 e11 e5 e2'],
  [{ type: ['error', 'action'] }, 'e13 e8 e7 e6'],
  [{ status: ['running', 'indeterminate', 'cancelled'] }, 'e13 e12 e11'],
  [{ model: ['gpt-4o'] }, 'e1'],
  [{ model: ['gpt-4o-2024-08-06', 'my-model'] }, 'e9 e3'],
  [{ provider: ['anthropic'] }, 'e4'],
  [{ tool: ['look'] }, 'e5 e2'],
  [{ agent: ['coder'] }, 'e13 e5'],
  [{ host: ['openai'] }, 'e10 e3 e2 e1'],
  [{ adapter: ['@agentops/adapter-taskweaver'] }, 'e8 e7 e6 e5 e4'],
  [{ errorType: ['TimeoutError'] }, 'e7 e6 e5'],
  [{ tag: ['test'] }, 'e8 e7 e6 e5 e4'],
  [{ tag: ['prod', 'eu'], type: ['tool'] }, 'e12 e11 e5 e2'],
  [{ sessionId: 's1' }, 'e1 e2 e3'],
  [{ sessionId: 's1', order: 'desc' }, 'e3 e2 e1'],
  [{ type: ['tool'], order: 'asc' }, 'e2 e5 e11 e12'],
  [{ from: startOf(3) + 2 }, 'e13 e12 e11 e10'],
  [{ to: startOf(1) + 300 }, 'e2 e1'],
  [{ from: startOf(1) + 200, to: startOf(2) + 1 }, 'e3 e2'],
  [{ type: ['llm'], tag: ['eu'], provider: ['openai'], from: startOf(1) + 2 }, 'e3'],
  [{ model: ['nobody'] }, ''],
  [{ model: [] }, ''],
  [{ tool: ["look' OR '1'='1", '%', 'loo_'] }, ''],
];

const sessionQueries: [query: SessionQuery, expected: string][] = [
  [{}, 's4 s3 s2 s1'],
  [{ state: ['Success', 'Fail'] }, 's2 s1'],
  [{ state: ['open'] }, 's3'],
  [{ state: ['Indeterminate'] }, 's4'],
  [{ tag: ['prod'] }, 's3 s1'],
  [{ tag: ['prod', 'test'] }, 's3 s2 s1'],
  [{ agent: ['planner'] }, 's1'],
  [{ agent: ['coder'] }, 's4 s2'],
  [{ model: ['gpt-4o-2024-08-06'] }, 's1'],
  [{ model: ['seen-twice'] }, ''],
  [{ tool: ['look'] }, 's2 s1'],
  [{ host: ['taskweaver'] }, 's2'],
  [{ host: ['openai'] }, 's3 s1'],
  [{ adapter: ['@agentops/adapter-openai'] }, 's3 s1'],
  [{ name: 'order' }, 's1'],
  [{ name: 'PORT' }, 's2'],
  [{ name: 'über' }, 's2'],
  [{ name: '100%' }, 's1'],
  [{ name: 'r%t' }, ''],
  [{ name: 'r_b' }, ''],
  [{ name: 'S3' }, 's3'],
  [{ hasErrors: true }, 's2'],
  [{ hasErrors: false }, 's4 s3 s1'],
  [{ from: startOf(2) }, 's4 s3 s2'],
  [{ to: startOf(2) }, 's1'],
  [{ tag: ['eu'], hasErrors: false, state: ['Success'] }, 's1'],
  [{ state: [] }, ''],
];

/** Says so where there is more than one page. */
function idsOf({ items, next }: Page<{ id: string }>): string {
  return [...items.map(({ id }) => id), ...(next === undefined ? [] : ['and more'])].join(' ');
}

export const queries = defineTopic('queries', 'Queries find what they are asked for', [
  {
    id: 'catalogue',
    title: 'the sessions that the other cases ask for are what fold makes of them',
    run: async (run) => {
      await run.send(catalogue());
      const { sessions } = await run.sameAsFold();
      assert.deepEqual(
        sessions.map(({ state }) => state),
        ['Indeterminate', 'open', 'Fail', 'Success'],
      );
      assert.equal(sessions[1]?.totals.llmCalls, 1, 'A call that was seen twice counts once.');
    },
  },
  {
    id: 'events',
    title: 'events by each filter, in the order that is asked for',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const found: [EventQuery, string][] = [];
      for (const [query] of eventQueries) {
        found.push([query, idsOf(await reader.events(query))]);
      }
      same(found, eventQueries, 'What events() finds');
    },
  },
  {
    id: 'sessions',
    title: 'sessions by each filter, newest first',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const found: [SessionQuery, string][] = [];
      for (const [query] of sessionQueries) {
        found.push([query, idsOf(await reader.sessions(query))]);
      }
      same(found, sessionQueries, 'What sessions() finds');
    },
  },
  {
    id: 'event',
    title: 'one event comes whole, and its row is its summary',
    run: async (run) => {
      await run.send(catalogue());
      const { expected } = run;
      const reader = await run.show();
      for (const event of expected.folded.events) {
        same(await reader.event(event.id), event, `event(${event.id})`);
        const rows = await reader.events({ sessionId: event.sessionId as string });
        same(
          rows.items.find(({ id }) => id === event.id),
          summarise(event),
          `The row of ${event.id}`,
        );
      }
    },
  },
  {
    id: 'unknown',
    title: 'what is not there is not found, and is no mistake',
    run: async (run) => {
      const reader = await run.reader();
      for (const id of ['nothing', '', "' OR 1=1 --", '__proto__', 'constructor']) {
        assert.equal(await reader.session(id), undefined);
        assert.equal(await reader.event(id), undefined);
        same(await reader.sessionEvents(id), { items: [] }, 'A page of nothing');
      }
      same(await reader.sessions(), { items: [] }, 'A page of nothing');
      same(await reader.errorGroups(), { items: [] }, 'A page of nothing');
      assert.deepEqual(await reader.facet('model'), []);
      assert.deepEqual(await reader.latency({ groupBy: 'model' }), []);
    },
  },
  {
    id: 'limits',
    title: 'a limit that is none is refused',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      for (const limit of [0, -1, 1.5, 501, Number.NaN]) {
        for (const ask of [
          () => reader.sessions({ limit }),
          () => reader.events({ limit }),
          () => reader.sessionEvents('s1', { limit }),
          () => reader.search({ text: 'parcel', limit }),
          () => reader.errorGroups({ limit }),
        ]) {
          await assert.rejects(async () => ask(), InvalidQueryError, `limit ${limit}`);
        }
      }
      assert.equal((await allPages((page) => reader.events(page), 500)).length, 13);
    },
  },
]);
