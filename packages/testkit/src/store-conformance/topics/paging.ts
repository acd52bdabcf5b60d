import assert from 'node:assert/strict';
import { InvalidCursorError, type Page, type PageQuery, type StoreReader } from '@agentops/store';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { defineTopic } from '../case.ts';
import { catalogue, startOf } from '../catalogue.ts';
import { allPages } from '../pages.ts';
import { dawn, Pen } from '../pen.ts';

type Ask = (reader: StoreReader, page: PageQuery) => Promise<Page<unknown>>;

/** Each query that has pages, asked for something that has several. */
const paged: Record<string, Ask> = {
  sessions: (reader, page) => reader.sessions(page),
  events: (reader, page) => reader.events(page),
  'events of a session': (reader, page) => reader.events({ ...page, sessionId: 's2' }),
  'whole events of a session': (reader, page) => reader.sessionEvents('s2', page),
  search: (reader, page) => reader.search({ ...page, text: 'look' }),
  'error groups': (reader, page) => reader.errorGroups(page),
};

export const paging = defineTopic('paging', 'Pages', [
  {
    id: 'sizes',
    title: 'pages of any size give the same items in the same order',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      for (const [name, ask] of Object.entries(paged)) {
        const whole = await allPages((page) => ask(reader, page), 500);
        assert.ok(whole.length > 1, `There is only ${whole.length} for ${name}.`);
        for (const limit of [1, 2, 3]) {
          const items = await allPages((page) => ask(reader, page), limit);
          assert.deepEqual(items, whole, `${name}, ${limit} at a time`);
        }
      }
    },
  },
  {
    id: 'ties',
    title: 'things of the same time are in order of their ids, and none is skipped',
    run: async (run) => {
      const pen = new Pen('w');
      const ids = Array.from(
        { length: 25 },
        (_, index) => `id-${String((index * 7) % 25).padStart(2, '0')}`,
      );
      for (const id of ids)
        await run.send([
          pen.startSession(id, { startTime: dawn }),
          pen.end(id, `e-${id}`, { startTime: dawn }),
        ]);
      const reader = await run.show();
      const descending = ids.toSorted().reverse();
      for (const limit of [1, 4, 25]) {
        const sessions = await allPages((page) => reader.sessions(page), limit);
        assert.deepEqual(
          sessions.map(({ id }) => id),
          descending,
        );
        const events = await allPages((page) => reader.events({ ...page, order: 'asc' }), limit);
        assert.deepEqual(
          events.map(({ sessionId }) => sessionId),
          ids.toSorted(),
        );
      }
    },
  },
  {
    id: 'last-page',
    title: 'the last page, also a full one, has no next',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const page = await reader.sessions({ limit: 4 });
      assert.equal(page.items.length, 4);
      assert.equal(page.next, undefined);
      assert.notEqual((await reader.sessions({ limit: 3 })).next, undefined);
    },
  },
  {
    id: 'default-size',
    title: 'a page is of 50 where nothing else is asked for',
    run: async (run) => {
      const pen = new Pen('w');
      const events = Array.from({ length: 60 }, (_, index) => pen.end('s', `e${index}`));
      await run.send([pen.startSession('s'), ...events]);
      const reader = await run.show();
      assert.equal((await reader.events()).items.length, 50);
      assert.equal((await reader.sessionEvents('s')).items.length, 50);
    },
  },
  {
    id: 'growing',
    title: 'while others append, pages have nothing twice, and skip nothing that was there',
    run: async (run) => {
      const pen = new Pen('w');
      const before = Array.from({ length: 40 }, (_, index) => [
        pen.startSession(`s${index}`, { startTime: dawn + index * 10 }),
        pen.end(`s${index}`, `e${index}`, {
          type: 'tool',
          name: 'look',
          startTime: dawn + index * 10,
        }),
      ]);
      await run.send(before.flat());
      const reader = await run.show();
      const more = async (page: number) => {
        const times = [dawn - 5 - page, dawn + 195, dawn + 10 * page + 5, dawn + 100_000 + page];
        for (const [index, startTime] of times.entries()) {
          const id = `new-${page}-${index}-${pen.writer}`;
          await run.send([
            pen.startSession(id, { startTime }),
            pen.end(id, `e-${id}`, { type: 'tool', name: 'look', startTime }),
          ]);
        }
        await run.show();
      };
      const there = Array.from({ length: 40 }, (_, index) => index);
      const walks: [(page: PageQuery) => Promise<Page<{ id: string }>>, string][] = [
        [(page) => reader.sessions(page), 's'],
        [(page) => reader.events(page), 'e'],
        [(page) => reader.events({ ...page, order: 'asc' }), 'e'],
        [(page) => reader.search({ ...page, text: 'look' }), 'e'],
      ];
      for (const [walk, prefix] of walks) {
        let round = 0;
        const seen = (
          await allPages(walk, 7, async () => {
            // Otherwise an ascending walk would never come to its end.
            if (round < 8) await more(round++);
          })
        ).map(({ id }) => id);
        assert.equal(new Set(seen).size, seen.length, 'Something came twice.');
        const missing = there.filter((index) => !seen.includes(`${prefix}${index}`));
        assert.deepEqual(missing, [], 'Something that was there was skipped.');
      }
    },
  },
  {
    id: 'foreign-cursors',
    title: 'a cursor of another query, or of other filters, is refused',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const asks = Object.entries(paged);
      for (const [name, ask] of asks) {
        const { next } = await ask(reader, { limit: 1 });
        assert.ok(next !== undefined);
        for (const [other, askOther] of asks) {
          const again = async () => askOther(reader, { limit: 1, cursor: next });
          if (other === name) await again();
          else await assert.rejects(again, InvalidCursorError, `${name}'s cursor for ${other}`);
        }
      }
      const { next = '' } = await reader.events({ limit: 1, type: ['tool'] });
      await reader.events({ limit: 2, type: ['tool'], cursor: next });
      for (const query of [
        {},
        { type: ['llm'] as const },
        { type: ['tool'] as const, from: startOf(1) },
      ]) {
        await assert.rejects(
          async () => reader.events({ ...query, cursor: next }),
          InvalidCursorError,
        );
      }
    },
  },
  {
    id: 'bad-cursors',
    title: 'a cursor that is none is refused',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const { next = '' } = await reader.sessions({ limit: 1 });
      const bad = ['', 'x', 'bnVsbA', '{}', '\0', 'ü', next.slice(0, -3), `A${next}`];
      for (const cursor of bad) {
        for (const ask of Object.values(paged)) {
          await assert.rejects(async () => ask(reader, { cursor }), InvalidCursorError, cursor);
        }
      }
    },
  },
  {
    id: 'large-session',
    title: 'a session of 20,000 events can be read page by page',
    run: async (run) => {
      const store = await run.store();
      const chunks = generateRecords({
        seed: 3,
        sessions: 1,
        eventsPerSession: 20_000,
        payloadBytes: 1,
        spanMs: 86_400_000,
      });
      for (const chunk of chunks) await store.append(chunk);
      const reader = await run.show();
      const { items } = await reader.sessions();
      const [session] = items;
      assert.equal(session?.totals.events, 20_000);
      const events = await allPages((page) => reader.sessionEvents(session.id, page));
      assert.equal(events.length, 20_000);
      assert.equal(new Set(events.map(({ id }) => id)).size, 20_000);
      let last = Number.NEGATIVE_INFINITY;
      for (const { startTime } of events) {
        assert.ok(startTime >= last, 'The events are not in time order.');
        last = startTime;
      }
    },
  },
]);
