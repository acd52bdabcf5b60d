import assert from 'node:assert/strict';
import { mergedIntoAttribute } from '@agentops/core';
import { defineTopic } from '../case.ts';
import { dawn, Pen } from '../pen.ts';

const killed = { state: 'gone', reason: 'its process was killed' } as const;

export const sessions = defineTopic('sessions', 'Sessions are what fold makes of their records', [
  {
    id: 'reopened',
    title: 'a session that starts again after its end is open again',
    run: async (run) => {
      const [one, two] = [new Pen('w1'), new Pen('w2', dawn + 5000)];
      await run.send([one.startSession('s'), one.endSession('s', 'Fail')]);
      const ended = await run.sameAsFold();
      assert.equal(ended.sessions[0]?.state, 'Fail');
      await run.send([two.startSession('s')]);
      const open = await run.sameAsFold();
      assert.equal(open.sessions[0]?.state, 'open');
      await run.send([two.endSession('s', 'Success')]);
      const again = await run.sameAsFold();
      assert.equal(again.sessions[0]?.state, 'Success');
    },
  },
  {
    id: 'explicit-end',
    title: 'an end that somebody asked for beats an automatic one, whichever comes first',
    run: async (run) => {
      const pen = new Pen('w');
      const records = ['a', 'b'].flatMap((id) => [
        pen.startSession(id),
        pen.endSession(id, 'Success', { endStateReason: 'done' }),
        pen.endSession(id, 'Indeterminate', { automatic: true }),
      ]);
      await run.send(records.slice(0, 3));
      await run.sameAsFold();
      await run.send([...records.slice(3)].reverse());
      const { sessions: found } = await run.sameAsFold();
      assert.deepEqual(
        found.map(({ state }) => state),
        ['Success', 'Success'],
      );
    },
  },
  {
    id: 'end-first',
    title: 'an end that comes before the start',
    run: async (run) => {
      const pen = new Pen('w');
      const start = pen.startSession('s', { name: 'n' });
      await run.send([pen.endSession('s', 'Success')]);
      await run.sameAsFold();
      await run.send([start]);
      const { sessions: found } = await run.sameAsFold();
      assert.equal(found[0]?.state, 'Success');
    },
  },
  {
    id: 'merged',
    title: 'a session that gave all its events to another is none, until it has one again',
    run: async (run) => {
      const pen = new Pen('w');
      const one = [pen.startSession('own'), pen.start('own', 'e'), pen.end('own', 'e')];
      const moved = pen.event('end', 'e', { sessionId: 'named' });
      const merged = pen.session('own', 'update', {
        attributes: { [mergedIntoAttribute]: 'named' },
      });
      await run.send(one);
      await run.sameAsFold();
      await run.send([pen.startSession('named'), moved, merged]);
      const { sessions: found } = await run.sameAsFold();
      assert.deepEqual(
        found.map(({ id, totals }) => [id, totals.events]),
        [['named', 1]],
      );
      await run.send([pen.start('own', 'late')]);
      const { sessions: again } = await run.sameAsFold();
      assert.equal(again.length, 2);
    },
  },
  {
    id: 'tags',
    title: 'tags that are added and replaced, in the order of time and not of arrival',
    run: async (run) => {
      const pen = new Pen('w');
      const [start, add, set, more] = [
        pen.startSession('s', { setTags: ['a', 'b'] }),
        pen.session('s', 'update', { addTags: ['c'] }),
        pen.session('s', 'update', { setTags: ['d', 'e'] }),
        pen.session('s', 'update', { addTags: ['e', 'f'] }),
      ];
      await run.send([more, start]);
      await run.sameAsFold();
      await run.send([add]);
      await run.sameAsFold();
      await run.send([set]);
      const { sessions: found } = await run.sameAsFold();
      assert.deepEqual(found[0]?.tags, ['d', 'e', 'f']);
      const reader = await run.reader();
      assert.equal((await reader.sessions({ tag: ['a'] })).items.length, 0);
      assert.equal((await reader.sessions({ tag: ['f'] })).items.length, 1);
    },
  },
  {
    id: 'agents',
    title: 'agents, attributes and environment come together from several records',
    run: async (run) => {
      const pen = new Pen('w');
      const records = [
        pen.startSession('s', { agent: { id: '1', name: 'one' }, hostEnv: { os: 'linux' } }),
        pen.session('s', 'update', { agent: { id: '2', name: 'two', role: 'r' } }),
        pen.session('s', 'update', { agent: { id: '1', name: 'first' }, hostEnv: { pid: 7 } }),
        pen.session('s', 'update', { attributes: { a: { b: 1 } }, name: 'late name' }),
      ];
      await run.send(records.toReversed());
      const { sessions: found } = await run.sameAsFold();
      assert.deepEqual(
        found[0]?.agents.map(({ name }) => name),
        ['first', 'two'],
      );
    },
  },
  {
    id: 'closed-writer',
    title: 'what a writer left open when it closed is indeterminate, until it goes on',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.writerInfo(), pen.startSession('s'), pen.start('s', 'e')]);
      await run.sameAsFold();
      await run.send([pen.close('exit 0')]);
      const closed = await run.sameAsFold();
      assert.equal(closed.sessions[0]?.state, 'Indeterminate');
      assert.equal(closed.summaries[0]?.status, 'indeterminate');
      await run.send([pen.start('s', 'f')]);
      const { sessions: found } = await run.sameAsFold();
      assert.equal(found[0]?.state, 'open');
    },
  },
  {
    id: 'judged',
    title: 'what a writer left open that is gone is indeterminate, and open again if it was not',
    run: async (run) => {
      const pen = new Pen('w');
      const other = new Pen('other');
      await run.send([pen.startSession('s'), pen.start('s', 'e'), pen.end('s', 'done')]);
      await run.send([other.startSession('t'), other.start('t', 'f')]);
      await run.show();
      await run.judge('w', killed);
      const judged = await run.sameAsFold();
      assert.deepEqual(
        judged.sessions.map(({ state }) => state),
        ['open', 'Indeterminate'],
      );
      assert.equal(judged.sessions[1]?.endStateReason, killed.reason);
      await run.judge('w', { state: 'alive' });
      const back = await run.sameAsFold();
      assert.deepEqual(
        back.sessions.map(({ state }) => state),
        ['open', 'open'],
      );
    },
  },
  {
    id: 'judged-too-early',
    title: 'a record that comes of a writer after it was said to be gone takes that back',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s'), pen.start('s', 'e'), pen.start('s', 'f')]);
      await run.judge('w', killed);
      const judged = await run.sameAsFold();
      assert.deepEqual(
        judged.summaries.map(({ status }) => status),
        ['indeterminate', 'indeterminate'],
      );
      await run.send([pen.end('s', 'e')]);
      const { summaries, sessions: found } = await run.sameAsFold();
      assert.deepEqual(summaries.map(({ status }) => status).sort(), ['ok', 'running']);
      assert.equal(found[0]?.state, 'open');
    },
  },
  {
    id: 'judged-nobody',
    title: 'a writer that nothing came of is not judged, and one that closed keeps its own reason',
    run: async (run) => {
      const [nobody, closed] = [new Pen('nobody'), new Pen('closed')];
      await run.send([closed.startSession('c'), closed.close('exit 0')]);
      await (await run.store()).judge(new Map([['nobody', killed]]));
      await run.judge('closed', killed);
      await run.send([nobody.startSession('n')]);
      const { sessions: found } = await run.sameAsFold();
      assert.deepEqual(found.map(({ endStateReason }) => endStateReason).sort(), [
        'exit 0',
        undefined,
      ]);
    },
  },
  {
    id: 'members',
    title: 'several writers in one session: its starter’s end counts, not another member’s',
    run: async (run) => {
      const [owner, member] = [new Pen('owner'), new Pen('member', dawn + 100)];
      await run.send([owner.startSession('s'), owner.start('s', 'a')]);
      await run.send([member.start('s', 'b', { parentId: 'a' }), member.close('exit 1')]);
      const { summaries, sessions: found } = await run.sameAsFold();
      assert.deepEqual(
        summaries.map(({ status }) => status),
        ['running', 'indeterminate'],
      );
      assert.equal(found[0]?.state, 'open');
    },
  },
  {
    id: 'empty',
    title: 'a session without events has its own start as last time, and totals of nothing',
    run: async (run) => {
      await run.send([new Pen('w').startSession('s', { startTime: dawn - 7 })]);
      const { sessions: found } = await run.sameAsFold();
      assert.equal(found[0]?.lastTime, dawn - 7);
      assert.equal(found[0]?.totals.events, 0);
    },
  },
]);
