import assert from 'node:assert/strict';
import { defineTopic } from '../case.ts';
import { dawn, Pen } from '../pen.ts';
import { same } from '../same.ts';

export const events = defineTopic('events', 'Events are what fold makes of their records', [
  {
    id: 'one-run',
    title: 'a run of actions, calls, tools and errors',
    run: async (run) => {
      const pen = new Pen('w');
      const usage = {
        inputTokens: 1000,
        outputTokens: 50,
        cacheReadInputTokens: 200,
        cacheCreationInputTokens: 0,
        reasoningOutputTokens: 10,
      };
      const call = { type: 'llm' as const, provider: 'openai', requestModel: 'gpt-4o' };
      await run.send([
        pen.writerInfo(),
        pen.startSession('s', { name: 'run', setTags: ['a'], agent: { id: 'x', name: 'planner' } }),
        pen.start('s', 'round', { actionType: 'round', input: 'What?' }),
        pen.start('s', 'call', { ...call, parentId: 'round' }),
        pen.end('s', 'call', { ...call, usage, usageSource: 'provider' }),
        pen.end('s', 'tool', {
          type: 'tool',
          name: 'look',
          parentId: 'round',
          arguments: { a: 1 },
        }),
        pen.end('s', 'error', { type: 'error', errorType: 'E', message: 'm', status: 'error' }),
        pen.end('s', 'round', { actionType: 'round', output: 'That.' }),
        pen.endSession('s', 'Success'),
        pen.close(),
      ]);
      const { sessions } = await run.sameAsFold();
      const { totals, state } = sessions[0] ?? {};
      assert.equal(state, 'Success');
      assert.deepEqual(
        [totals?.events, totals?.llmCalls, totals?.errors, totals?.inputTokens, totals?.rounds],
        [4, 1, 1, 1000, 1],
      );
      assert.ok((totals?.costUsd ?? 0) > 0);
    },
  },
  {
    id: 'end-first',
    title: 'an end that comes before its start',
    run: async (run) => {
      const pen = new Pen('w');
      const session = pen.startSession('s');
      const start = pen.start('s', 'e', { type: 'tool', name: 'look', arguments: { a: 1 } });
      const end = pen.end('s', 'e', { type: 'tool', name: 'look', result: 'r' });
      await run.send([end]);
      await run.sameAsFold();
      await run.send([start]);
      await run.sameAsFold();
      await run.send([session]);
      const { folded } = await run.sameAsFold();
      const [event] = folded.events as { arguments?: unknown; result?: unknown }[];
      same([event?.arguments, event?.result], [{ a: 1 }, 'r'], 'What is expected');
    },
  },
  {
    id: 'late-update',
    title: 'an update that comes after the end adds what only it knows, and changes nothing else',
    run: async (run) => {
      const pen = new Pen('w');
      const start = pen.start('s', 'e', { name: 'first', attributes: { a: 1 } });
      const update = pen.event('update', 'e', { name: 'second', attributes: { b: 2 }, logs: 'l' });
      const end = pen.end('s', 'e', { name: 'third', attributes: { a: 3 } });
      await run.send([pen.startSession('s'), start, end]);
      await run.sameAsFold();
      await run.send([update]);
      const { folded } = await run.sameAsFold();
      same(folded.events[0]?.attributes, { a: 3, b: 2 }, 'What is expected');
      assert.equal(folded.events[0]?.name, 'third');
    },
  },
  {
    id: 'no-type-yet',
    title: 'an event of which nothing says the kind, or the session, is not shown until that comes',
    run: async (run) => {
      const pen = new Pen('w');
      const start = pen.start('s', 'e', { type: 'llm' });
      await run.send([
        pen.startSession('s'),
        pen.event('update', 'e', { name: 'early' }),
        pen.event('update', 'f', { type: 'action', name: 'no session' }),
      ]);
      const { summaries } = await run.sameAsFold();
      same(summaries, [], 'What is expected');
      assert.equal(await (await run.reader()).event('e'), undefined);
      await run.send([start]);
      await run.sameAsFold();
    },
  },
  {
    id: 'no-session-yet',
    title: 'events of a session of which no record came are shown, and the session when one does',
    run: async (run) => {
      const pen = new Pen('w');
      const session = pen.startSession('s', { setTags: ['t'] });
      await run.send([pen.end('s', 'e', { type: 'tool', name: 'look' })]);
      const before = await run.sameAsFold();
      assert.equal(before.sessions.length, 0);
      assert.equal(before.summaries.length, 1);
      await run.send([session]);
      const { sessions } = await run.sameAsFold();
      assert.equal(sessions[0]?.totals.toolCalls, 1);
      const tagged = await (await run.reader()).events({ tag: ['t'] });
      assert.equal(tagged.items.length, 1);
    },
  },
  {
    id: 'unknown-parent',
    title: 'a child whose parent is not there, or comes later, keeps its parent',
    run: async (run) => {
      const pen = new Pen('w');
      const parent = pen.start('s', 'parent');
      await run.send([pen.startSession('s'), pen.end('s', 'child', { parentId: 'parent' })]);
      await run.sameAsFold();
      await run.send([parent, pen.end('s', 'orphan', { parentId: 'never-seen' })]);
      const { summaries } = await run.sameAsFold();
      assert.deepEqual(
        summaries.map(({ parentId }) => parentId),
        [null, 'parent', 'never-seen'],
      );
    },
  },
  {
    id: 'stream',
    title: 'the pieces of a stream, in any order, are its answer until the end tells one',
    run: async (run) => {
      const pen = new Pen('w');
      const piece = (n: number, text: string, type: 'text' | 'tool_call' = 'text') =>
        pen.event(
          'update',
          'e',
          {},
          { chunk: { n, deltas: [{ choice: 0, part: 0, type, text }] } },
        );
      const [a, b, c, d] = [
        piece(0, 'one '),
        piece(1, 'two '),
        piece(2, 'three'),
        piece(3, '{"x":', 'tool_call'),
      ];
      const start = pen.start('s', 'e', { type: 'llm', streamed: true });
      await run.send([pen.startSession('s'), c, start, a]);
      await run.sameAsFold();
      await run.send([d, b, a]);
      const { summaries } = await run.sameAsFold();
      assert.equal(summaries[0]?.preview, 'one two three');
      const outputMessages = [
        { role: 'assistant', parts: [{ type: 'text' as const, content: 'whole' }] },
      ];
      await run.send([pen.end('s', 'e', { type: 'llm', outputMessages })]);
      await run.sameAsFold();
    },
  },
  {
    id: 'content',
    title: 'content that is pending, captured, lost with its process, or was never to be recorded',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([
        pen.startSession('s'),
        pen.start('s', 'pending', { type: 'llm' }, { content: 'pending' }),
        pen.start('s', 'lost', { type: 'llm' }, { content: 'pending' }),
        pen.end('s', 'off', { type: 'tool' }, { content: 'off' }),
      ]);
      const before = await run.sameAsFold();
      assert.deepEqual(
        before.folded.events.map(({ content }) => content),
        ['pending', 'pending', 'off'],
      );
      await run.send([pen.event('update', 'pending', { input: 'late' }, { content: 'captured' })]);
      await run.sameAsFold();
      await run.judge('w', { state: 'gone', reason: 'killed' });
      const after = await run.sameAsFold();
      assert.deepEqual(
        after.folded.events.map(({ content }) => content),
        [undefined, 'lost', 'off'],
      );
    },
  },
  {
    id: 'unnumbered',
    title: 'records whose numbers do not count up are no gap',
    run: async (run) => {
      const pen = new Pen('otlp:1');
      const big = [0, 7, 2 ** 47].map((seq, index) => ({
        ...pen.end('s', `e${index}`),
        seq,
        unnumbered: true as const,
      }));
      await run.send([...big, { ...pen.startSession('s'), seq: 12, unnumbered: true }]);
      assert.equal((await run.send(big)).repeated, 3);
      const { folded } = await run.sameAsFold();
      same(folded.losses, [], 'What is expected');
    },
  },
  {
    id: 'losses',
    title: 'gaps in the numbers and losses that were told are known, until what is missing comes',
    run: async (run) => {
      const pen = new Pen('w');
      const session = pen.startSession('s');
      const late = [pen.start('s', 'a'), pen.start('s', 'b')];
      pen.lose(3);
      const loss = pen.record({ kind: 'loss', reason: 'disk full', records: 4, bytes: 100 });
      await run.send([session, pen.end('s', 'c'), loss]);
      const { folded } = await run.sameAsFold();
      same(
        folded.losses.map(({ records }) => records),
        [4, 5],
        'What is expected',
      );
      await run.send([...late, loss]);
      await run.sameAsFold();
    },
  },
  {
    id: 'later-wins',
    title: 'of two ends the later one counts, and totals follow',
    run: async (run) => {
      const [one, two] = [new Pen('w1'), new Pen('w2')];
      const usage = (inputTokens: number) => ({
        type: 'llm' as const,
        requestModel: `model-${inputTokens}`,
        usage: {
          inputTokens,
          outputTokens: 1,
          cacheReadInputTokens: null,
          cacheCreationInputTokens: null,
          reasoningOutputTokens: null,
        },
      });
      const [first, second] = [
        one.at(dawn + 10).end('s', 'e', { ...usage(5), startTime: dawn }),
        two.at(dawn + 20).end('s', 'e', { ...usage(70), startTime: dawn - 1000 }),
      ];
      await run.send([one.startSession('s'), second]);
      await run.sameAsFold();
      await run.send([first]);
      const { sessions } = await run.sameAsFold();
      assert.equal(sessions[0]?.totals.inputTokens, 70);
      await run.send([one.at(dawn + 30).end('s', 'e', { ...usage(5), startTime: dawn })]);
      const later = await run.sameAsFold();
      assert.deepEqual(later.sessions[0]?.models, ['model-5']);
      assert.equal((await (await run.store()).check()).ok, true);
    },
  },
]);
