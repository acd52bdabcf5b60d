import assert from 'node:assert/strict';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { defineTopic } from '../case.ts';
import { linesOf, Pen } from '../pen.ts';
import { same } from '../same.ts';

const nothing = { accepted: 0, repeated: 0, rejected: [], rejectedLines: 0, newer: {} };

export const append = defineTopic('append', 'Append', [
  {
    id: 'accepted',
    title: 'new records are counted, kept and shown',
    run: async (run) => {
      const pen = new Pen('w');
      const records = [pen.writerInfo(), pen.startSession('s'), pen.start('s', 'e')];
      same(await run.send(records), { ...nothing, accepted: 3 }, 'The answer');
      await run.sameAsFold();
    },
  },
  {
    id: 'nothing',
    title: 'an empty text and empty lines are no records, and no mistake',
    run: async (run) => {
      const store = await run.store();
      for (const text of ['', '\n', '\n\n  \n'])
        same(await store.append(text), nothing, 'The answer');
      await run.sameAsFold();
    },
  },
  {
    id: 'line-ends',
    title: 'the last line needs no line end, and a carriage return does no harm',
    run: async (run) => {
      const pen = new Pen('w');
      const [a, b, c] = [pen.startSession('s'), pen.start('s', 'e'), pen.end('s', 'e')];
      const text = [a, b, c].map((record) => JSON.stringify(record)).join('\r\n');
      same(await (await run.store()).append(text), { ...nothing, accepted: 3 }, 'The answer');
      same(await run.send([a, b, c]), { ...nothing, repeated: 3 }, 'The answer to the same again');
      await run.sameAsFold();
    },
  },
  {
    id: 'repeated',
    title: 'a record that is there already changes nothing, in the same append or a later one',
    run: async (run) => {
      const pen = new Pen('w');
      const session = pen.startSession('s');
      const call = pen.end('s', 'e', { type: 'tool', name: 'look' });
      const first = await run.send([session, call, call]);
      same(first, { ...nothing, accepted: 2, repeated: 1 }, 'The answer');
      await run.sameAsFold();
      const second = await run.send([call, session]);
      same(second, { ...nothing, repeated: 2 }, 'The answer to the same again');
      await run.sameAsFold();
    },
  },
  {
    id: 'first-counts',
    title: 'of two records with the same writer and number, the first counts',
    run: async (run) => {
      const [one, two] = [new Pen('w'), new Pen('w')];
      await run.send([one.startSession('s', { name: 'first' })]);
      const answer = await run.send([two.startSession('s', { name: 'second' })]);
      same(answer, { ...nothing, repeated: 1 }, 'The answer');
      const expected = await run.sameAsFold();
      assert.equal(expected.sessions[0]?.name, 'first');
    },
  },
  {
    id: 'rejected',
    title: 'lines that are no records are named with number and reason, and the others kept',
    run: async (run) => {
      const pen = new Pen('w');
      const records = [pen.startSession('s'), pen.end('s', 'e')];
      const [first, second] = records.map((record) => JSON.stringify(record));
      const lines = ['no json', first, '', '[]', '{"v":1}', second, 'null', '{"v":1,"writer":"w"'];
      const answer = await (await run.store()).append(lines.join('\n'));
      assert.equal(answer.accepted, 2);
      assert.equal(answer.rejectedLines, 5);
      same(
        answer.rejected.map(({ line }) => line),
        [0, 3, 4, 6, 7],
        'The lines named',
      );
      for (const { reason } of answer.rejected) assert.notEqual(reason.trim(), '');
      same(
        await run.send(records),
        { ...nothing, repeated: 2 },
        'The answer to the good lines again',
      );
      await run.sameAsFold();
    },
  },
  {
    id: 'rejected-shapes',
    title: 'a record that fold could not take is none, and harms no other',
    run: async (run) => {
      const pen = new Pen('w');
      const odd = [
        { kind: 'start', event: 'e' },
        { kind: 'start', event: { id: 7 } },
        { kind: 'end', event: { id: 'e', sessionId: 's', startTime: 'now' } },
        { kind: 'end', event: { id: 'e', sessionId: 's' }, prompt: { keep: 1e12, add: [] } },
        { kind: 'end', event: { id: 'e', sessionId: 's' }, prompt: { keep: 0 } },
        { kind: 'update', event: { id: 'e', sessionId: 's' }, chunk: { n: 0, deltas: 5 } },
        { kind: 'session', phase: 'start', session: { id: 's', setTags: 5 } },
        { kind: 'session', phase: 'begin', session: { id: 's' } },
        { kind: 'session', phase: 'start', session: { id: 's\0' } },
        { kind: 'writer' },
        { kind: 5 },
      ].map((body) => ({ ...pen.record({}), ...body }));
      const stamps = [
        { writer: 'w', seq: 1.5 },
        { writer: 'w', seq: -1 },
        { writer: '', seq: 1 },
        { writer: '\ud800', seq: 1 },
      ].map((stamp) => ({ v: 1, time: 1, kind: 'heartbeat', ...stamp }));
      const all = [...odd, ...stamps];
      const answer = await (await run.store()).append(linesOf(all));
      assert.equal(answer.rejectedLines, all.length, JSON.stringify(answer.rejected));
      assert.equal(answer.accepted, 0);
      const good = new Pen('other');
      await run.send([good.startSession('s'), good.end('s', 'e')]);
      await run.sameAsFold();
    },
  },
  {
    id: 'rejected-many',
    title: 'of many lines that are no records all are counted, and a hundred named',
    run: async (run) => {
      const answer = await (await run.store()).append('nonsense\n'.repeat(250));
      assert.equal(answer.rejectedLines, 250);
      assert.equal(answer.rejected.length, 100);
      assert.equal(answer.rejected[99]?.line, 99);
    },
  },
  {
    id: 'newer',
    title: 'records of a newer format are kept and counted by version, and shown by nobody',
    run: async (run) => {
      const pen = new Pen('w');
      const newer = [
        { ...pen.start('s', 'new'), v: 2 },
        { ...pen.start('s', 'newest'), v: 7 },
        { v: 2, writer: 'other', seq: 0, what: 'is this?' } as never,
      ];
      const known = [pen.startSession('s'), pen.start('s', 'e')];
      const answer = await run.send([...newer, ...known]);
      same(answer, { ...nothing, accepted: 5, newer: { 2: 2, 7: 1 } }, 'The answer');
      const again = await run.send(newer);
      same(again, { ...nothing, repeated: 3 }, 'The answer to the same again');
      const expected = await run.sameAsFold();
      same(expected.folded.newer, { 2: 2, 7: 1 }, 'What is expected');
      assert.equal(await (await run.reader()).event('new'), undefined);
    },
  },
  {
    id: 'unknown-kinds',
    title: 'records and fields that nobody knows yet do no harm, and the fields are kept',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([
        pen.record({ kind: 'weather', sunny: true }),
        pen.startSession('s', { mood: 'good' } as never),
        pen.end('s', 'e', { type: 'dream' as never, colour: 'blue' } as never),
        pen.end('s', 'f', { status: 'dozing' as never, attribution: 'guessed' as never }),
      ]);
      await run.sameAsFold();
      const event = await (await run.reader()).event('e');
      assert.equal((event as unknown as { colour: string }).colour, 'blue');
    },
  },
  {
    id: 'concurrent',
    title: 'appends at the same time are all kept, and a record that is in several of them once',
    run: async (run) => {
      const store = await run.store();
      const chunks = [
        ...generateRecords({ seed: 5, sessions: 24, eventsPerSession: 12, chunkLength: 1 }),
      ];
      const lines = chunks.join('').split('\n').filter(Boolean);
      const answers = await Promise.all(
        [...chunks, ...chunks.slice(3), chunks[0] as string].map((chunk) => store.append(chunk)),
      );
      const accepted = answers.reduce((sum, answer) => sum + answer.accepted, 0);
      assert.equal(accepted, lines.length);
      const again = await run.send(lines.map((line) => JSON.parse(line)));
      assert.equal(again.repeated, lines.length);
      await run.sameAsFold();
    },
  },
  {
    id: 'bookmarks',
    title: 'a bookmark is what the last append said it is, by name, and an empty one is gone',
    run: async (run) => {
      const store = await run.store();
      const pen = new Pen('w');
      assert.equal(await store.bookmark('a'), undefined);
      await run.send([pen.startSession('s')], { bookmarks: { a: '1', b: 'x' } });
      assert.equal(await store.bookmark('a'), '1');
      await store.append('', { bookmarks: { a: '2 — ü "\'' } });
      await run.send([pen.start('s', 'e')]);
      assert.equal(await store.bookmark('a'), '2 — ü "\'');
      assert.equal(await store.bookmark('b'), 'x');
      await store.append('no record', { bookmarks: { b: '' } });
      assert.equal(await store.bookmark('b'), undefined);
      assert.equal(await store.bookmark('__proto__'), undefined);
    },
  },
  {
    id: 'closed',
    title: 'a store that was closed takes nothing, and says so',
    run: async (run) => {
      const store = await run.store();
      await store.close();
      await assert.rejects(async () => store.append(linesOf([new Pen('w').startSession('s')])));
    },
  },
]);
