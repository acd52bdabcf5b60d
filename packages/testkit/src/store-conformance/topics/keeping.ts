import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { AgentOpsRecord } from '@agentops/core';
import type { StoreChange } from '@agentops/store';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import { defineTopic } from '../case.ts';
import { catalogue, startOf } from '../catalogue.ts';
import { gathered } from '../pages.ts';
import { linesOf, Pen, said } from '../pen.ts';
import { same } from '../same.ts';
import type { StoreRun } from '../store-run.ts';

const day = 86_400_000;

/** Sessions that began so many days ago, each with a tool call. */
async function sendAged(run: StoreRun, ages: Record<string, number>, open: string[] = []) {
  const now = Date.now();
  for (const [id, days] of Object.entries(ages)) {
    const pen = new Pen(`w-${id}`, now - days * day);
    await run.send([
      pen.startSession(id),
      pen.end(id, `e-${id}`, { type: 'tool', name: 'look', result: 'x'.repeat(20_000) }),
    ]);
    if (!open.includes(id)) await run.send([pen.endSession(id, 'Success')]);
  }
  await run.show();
}

function isOf(...ids: string[]) {
  return (record: AgentOpsRecord) =>
    ids.includes(
      'session' in record
        ? record.session.id
        : 'event' in record
          ? (record.event.sessionId as string)
          : '',
    );
}

export const keeping = defineTopic('keeping', 'Deleting, copying, checking, telling', [
  {
    id: 'prune-ids',
    title: 'named sessions are deleted with all that is theirs, and nothing else changes',
    run: async (run) => {
      await run.send(catalogue());
      await run.show();
      const store = await run.store();
      const pruned = await store.prune({ sessionIds: ['s2', 'no-such-session'] });
      assert.deepEqual([pruned.sessions, pruned.events], [1, 5]);
      run.forget(isOf('s2'));
      await run.sameAsFold();
      const { reader } = store;
      assert.equal((await reader.search({ text: 'timed' })).items.length, 0);
      assert.equal((await reader.errorGroups()).items.length, 0);
      assert.deepEqual(await reader.facet('errorType'), []);
      const buckets = await reader.timeline({
        from: startOf(2),
        to: startOf(3),
        bucketMs: 3_600_000,
      });
      assert.deepEqual([buckets[0]?.events, buckets[0]?.sessions], [0, 0]);
      same(await store.check(), { ok: true, problems: [] }, 'The check');
    },
  },
  {
    id: 'prune-events-only',
    title: 'a session of which nothing but events came can be deleted',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.end('ghost', 'e'), pen.startSession('s'), pen.end('s', 'f')]);
      await run.show();
      await (await run.store()).prune({ sessionIds: ['ghost'] });
      run.forget(isOf('ghost'));
      await run.sameAsFold();
    },
  },
  {
    id: 'prune-age',
    title: 'sessions whose last event is too old are deleted',
    run: async (run) => {
      await sendAged(run, { old: 40, older: 90, fresh: 2 });
      const pruned = await (await run.store()).prune({ maxAgeMs: 30 * day });
      assert.equal(pruned.sessions, 2);
      run.forget(isOf('old', 'older'));
      const { sessions } = await run.sameAsFold();
      assert.deepEqual(
        sessions.map(({ id }) => id),
        ['fresh'],
      );
    },
  },
  {
    id: 'prune-size',
    title: 'of too much the oldest sessions are deleted, open ones last, and no more than needed',
    run: async (run) => {
      const ages = Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`s${index}`, 60 - index]),
      );
      await sendAged(run, ages, ['s0']);
      const store = await run.store();
      const { bytes } = await store.reader.health();
      await store.prune({ maxBytes: bytes / 2 });
      const left = (await store.reader.sessions({ limit: 500 })).items.map(({ id }) => id);
      assert.ok(left.includes('s0'), 'The open session went first.');
      assert.ok(left.length > 1 && left.length < 60, `${left.length} sessions are left.`);
      const closed = left.filter((id) => id !== 's0');
      const latest = Object.keys(ages).slice(-closed.length).reverse();
      assert.deepEqual(closed, latest, 'Others than the oldest went.');
      run.forget(isOf(...Object.keys(ages).filter((id) => !left.includes(id))));
      await run.sameAsFold();
      await store.prune({ maxBytes: 0 });
      assert.equal((await store.reader.sessions()).items.length, 0);
    },
  },
  {
    id: 'prune-nothing',
    title: 'where nothing is beyond the bounds nothing is deleted',
    run: async (run) => {
      await run.send(catalogue());
      await run.show();
      const pruned = await (await run.store()).prune({ maxBytes: 2 ** 50, maxAgeMs: Date.now() });
      assert.deepEqual([pruned.sessions, pruned.events], [0, 0]);
      await run.sameAsFold();
    },
  },
  {
    id: 'prune-no-loss',
    title: 'what was deleted from among its writer’s records is not taken for lost',
    run: async (run) => {
      const pen = new Pen('w');
      for (const id of ['a', 'b', 'c'])
        await run.send([pen.startSession(id), pen.end(id, `e-${id}`)]);
      await run.show();
      await (await run.store()).prune({ sessionIds: ['b'] });
      run.forget(isOf('b'));
      const { folded } = await run.sameAsFold();
      same(folded.losses, [], 'What is expected');
    },
  },
  {
    id: 'prune-then-more',
    title: 'a session that was deleted and then goes on is shown with what is new',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s'), pen.end('s', 'a', { type: 'tool', name: 'look' })]);
      await run.show();
      await (await run.store()).prune({ sessionIds: ['s'] });
      run.forget(isOf('s'));
      await run.send([pen.startSession('s'), pen.end('s', 'b', { type: 'tool', name: 'look' })]);
      const { sessions } = await run.sameAsFold();
      assert.equal(sessions[0]?.totals.toolCalls, 1);
      same(await (await run.store()).check(), { ok: true, problems: [] }, 'The check');
    },
  },
  {
    id: 'backup',
    title: 'a copy made while the store is in use opens as a store with all of it',
    needs: ['openBackup'],
    run: async (run) => {
      await run.send(catalogue(), { bookmarks: { spool: '7' } });
      await run.judge('w3', { state: 'gone', reason: 'killed' });
      await run.show();
      const store = await run.store();
      const path = join(run.scratch, 'copy');
      const progress: number[] = [];
      const copying = store.backup(path, ({ pages, of }) => progress.push(pages / of));
      const pen = new Pen('meanwhile');
      await store.append(linesOf([pen.record({ kind: 'heartbeat' })]));
      await copying;
      const copy = await run.backup(path);
      await copy.project();
      await run.sameAsFoldIn(copy);
      assert.equal(await copy.bookmark('spool'), '7');
      assert.equal((await copy.check()).ok, true);
      assert.equal((await copy.append(linesOf(catalogue()))).accepted, 0);
      assert.ok(progress.every((share) => share >= 0 && share <= 1));
    },
  },
  {
    id: 'check',
    title: 'a store that nothing happened to is undamaged',
    run: async (run) => {
      const store = await run.store();
      same(await store.check(), { ok: true, problems: [] }, 'The check of an empty store');
      for (const record of catalogue()) await run.send([record]);
      await run.show();
      same(await store.check(), { ok: true, problems: [] }, 'The check');
    },
  },
  {
    id: 'session-records',
    title: 'the records of a session make the same session in an empty store',
    run: async (run) => {
      const pen = new Pen('long', startOf(4) + 10_000);
      await run.send([...catalogue(), pen.writerInfo(), pen.startSession('t')]);
      await run.send([pen.end('other', 'x'), pen.end('t', 'y'), pen.endSession('t', 'Success')]);
      const { sessions } = await run.sameAsFold();
      const store = await run.store();
      for (const session of sessions) {
        const records = await gathered(store.reader.sessionRecords(session.id));
        const other = await run.another();
        const answer = await other.append(linesOf(records));
        assert.deepEqual([answer.accepted, answer.rejectedLines], [records.length, 0]);
        await other.project();
        same(await other.reader.session(session.id), session, `The copy of ${session.id}`);
        same(
          await other.reader.sessionEvents(session.id),
          await store.reader.sessionEvents(session.id),
          `The copied events of ${session.id}`,
        );
        assert.equal((await other.reader.sessions()).items.length, 1);
        same((await other.reader.health()).losses, [], 'What the copy takes for lost');
      }
      const none = await gathered(store.reader.sessionRecords('no-such-session'));
      assert.deepEqual(none, []);
    },
  },
  {
    id: 'session-records-prompts',
    title: 'the records of a session tell whole what was told against another session',
    run: async (run) => {
      const pen = new Pen('w');
      const call = { type: 'llm' as const, requestModel: 'gpt-4o' };
      const tools = [{ name: 'look' }];
      await run.send([
        pen.startSession('s'),
        pen.end('s', 'a', call, {
          prompt: { keep: 0, add: [said('system', 'rules'), said('user', 'one')], tools },
        }),
        pen.startSession('t'),
        pen.end('t', 'b', call, { prompt: { base: 'a', keep: 1, add: [said('user', 'two')] } }),
        pen.end('t', 'c', call, { prompt: { base: 'b', keep: 2, add: [said('user', 'three')] } }),
      ]);
      await run.sameAsFold();
      const store = await run.store();
      const other = await run.another();
      await other.append(linesOf(await gathered(store.reader.sessionRecords('t'))));
      await other.project();
      same(
        await other.reader.sessionEvents('t'),
        await store.reader.sessionEvents('t'),
        'The copied events',
      );
    },
  },
  {
    id: 'on-change',
    title: 'who listens is told which sessions there is more of, once it can be read',
    run: async (run) => {
      const store = await run.store();
      const changes: StoreChange[] = [];
      const stop = store.onChange((change) => changes.push(change));
      const told = (id: string) => changes.some(({ sessionIds }) => sessionIds.includes(id));
      const pen = new Pen('w');
      await run.send([pen.startSession('s'), pen.start('s', 'e')]);
      await run.show();
      await waitUntil(() => told('s'), 'the change to be told');
      assert.ok(!told('t'));
      await run.send([pen.startSession('t')]);
      await run.show();
      await waitUntil(() => told('t'), 'the second change to be told');
      changes.length = 0;
      await run.judge('w', { state: 'gone', reason: 'killed' });
      await run.show();
      await waitUntil(() => told('s') && told('t'), 'the verdict to be told');
      stop();
      changes.length = 0;
      await run.send([pen.end('s', 'e')]);
      await run.show();
      assert.deepEqual(changes, []);
    },
  },
  {
    id: 'on-change-readable',
    title: 'what a change tells of can be read when it is told',
    run: async (run) => {
      const store = await run.store();
      const pen = new Pen('w');
      let seen: Promise<unknown> | undefined;
      store.onChange(({ sessionIds }) => {
        if (sessionIds.includes('s')) seen ??= store.reader.session('s');
      });
      await run.send([pen.startSession('s')]);
      await run.show();
      await waitUntil(() => seen !== undefined, 'the change to be told');
      assert.ok(await seen);
    },
  },
  {
    id: 'by-itself',
    title: 'what was appended is shown soon, without being asked',
    run: async (run) => {
      const reader = await run.reader();
      const pen = new Pen('w');
      await run.send([pen.startSession('s')]);
      await waitUntil(async () => (await reader.session('s')) !== undefined, 'the session');
    },
  },
  {
    id: 'health',
    title: 'health tells of writers, diagnostics, size and what readers can’t see yet',
    run: async (run) => {
      const [one, two, spans] = [new Pen('w1'), new Pen('w2'), new Pen('otlp:1')];
      const [info, session] = [one.writerInfo(), one.startSession('s')];
      const said = {
        kind: 'diagnostic',
        level: 'warn',
        code: 'c',
        message: 'm',
        details: { a: 1 },
      };
      await run.send([info, session, one.record(said)]);
      await run.send([two.at(startOf(2)).writerInfo(), two.close()]);
      await run.send([{ ...spans.end('s', 'e'), unnumbered: true }]);
      await run.show();
      const { reader } = await run.store();
      const health = await reader.health();
      same(
        health.writers.map(({ id, state, info: of }) => [id, state, of?.hostname]),
        [
          ['w2', 'closed', 'a-machine'],
          ['w1', 'alive', 'a-machine'],
        ],
        'The writers',
      );
      const { time } = session as { time: number };
      same(
        health.diagnostics,
        [{ time: time + 1, level: 'warn', code: 'c', message: 'm', details: { a: 1 } }],
        'The diagnostics',
      );
      assert.deepEqual([health.records, health.lag.records], [6, 0]);
      assert.ok(health.engine !== '' && health.bytes > 0);
      await run.judge('w1', { state: 'gone', reason: 'killed' });
      await run.show();
      const { writers } = await reader.health();
      assert.equal(writers.find(({ id }) => id === 'w1')?.state, 'gone');
    },
  },
]);
