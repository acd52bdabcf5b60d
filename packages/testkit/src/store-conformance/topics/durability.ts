import assert from 'node:assert/strict';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { defineTopic } from '../case.ts';
import { Pen } from '../pen.ts';

const needs = ['reopen'] as const;

export const durability = defineTopic('durability', 'What was acknowledged stays', [
  {
    id: 'unseen',
    title: 'what was appended and never shown is there when the store is opened again',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s'), pen.start('s', 'e')]);
      await run.reopen();
      await run.sameAsFold();
      await run.send([pen.end('s', 'e'), pen.endSession('s', 'Success')]);
      await run.reopen();
      await run.sameAsFold();
    },
  },
  {
    id: 'shown',
    title: 'events, totals, losses and counts are the same when the store is opened again',
    needs,
    run: async (run) => {
      for (const chunk of generateRecords({ seed: 11, sessions: 10, eventsPerSession: 20 })) {
        await run.send(parse(chunk).filter((_, index) => index % 17 !== 3));
      }
      await run.send([{ ...new Pen('new').start('s', 'e'), v: 3 }]);
      await run.sameAsFold();
      await run.reopen();
      await run.sameAsFold();
      assert.equal((await (await run.store()).check()).ok, true);
    },
  },
  {
    id: 'repeated',
    title: 'a record is known to be there when the store is opened again',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      const records = [pen.startSession('s'), pen.end('s', 'e', { type: 'tool' })];
      await run.send(records);
      await run.reopen();
      assert.equal((await run.send(records)).repeated, 2);
      await run.sameAsFold();
    },
  },
  {
    id: 'half-way',
    title: 'an event whose end comes after the store was opened again is counted once, as ended',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s'), pen.start('s', 'e', { type: 'tool', name: 'look' })]);
      await run.sameAsFold();
      await run.reopen();
      await run.send([pen.end('s', 'e', { type: 'tool', name: 'look' })]);
      const { sessions } = await run.sameAsFold();
      assert.equal(sessions[0]?.totals.toolCalls, 1);
      assert.equal((await (await run.store()).check()).ok, true);
    },
  },
  {
    id: 'bookmarks',
    title: 'bookmarks are there when the store is opened again, and so is what came with them',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s')], { bookmarks: { spool: '100', gone: 'x' } });
      await run.send([pen.start('s', 'e')], { bookmarks: { spool: '200', gone: '' } });
      await run.reopen();
      const store = await run.store();
      assert.equal(await store.bookmark('spool'), '200');
      assert.equal(await store.bookmark('gone'), undefined);
      await run.sameAsFold();
    },
  },
  {
    id: 'verdicts',
    title: 'what was said of writers holds when the store is opened again',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.writerInfo(), pen.startSession('s'), pen.start('s', 'e')]);
      await run.judge('w', { state: 'gone', reason: 'killed' });
      await run.reopen();
      const { sessions } = await run.sameAsFold();
      assert.equal(sessions[0]?.state, 'Indeterminate');
    },
  },
  {
    id: 'pruned',
    title: 'a session that was deleted does not come back, and is not taken for lost',
    needs,
    run: async (run) => {
      const pen = new Pen('w');
      for (const id of ['a', 'b', 'c']) {
        await run.send([
          pen.startSession(id),
          pen.end(id, `${id}1`),
          pen.endSession(id, 'Success'),
        ]);
      }
      await run.show();
      await (await run.store()).prune({ sessionIds: ['b'] });
      run.forget((record) => JSON.stringify(record).includes('"b"'));
      await run.reopen();
      await run.sameAsFold();
    },
  },
]);

function parse(chunk: string) {
  return chunk
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
