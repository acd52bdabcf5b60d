import assert from 'node:assert/strict';
import { defineTopic } from '../case.ts';
import { Pen, said } from '../pen.ts';
import { same } from '../same.ts';

const call = { type: 'llm' as const, provider: 'openai', requestModel: 'gpt-4o' };

export const prompts = defineTopic('prompts', 'Prompts that were told against earlier ones', [
  {
    id: 'chain',
    title: 'a conversation of 300 calls, of which each tells what is new',
    run: async (run) => {
      const pen = new Pen('w');
      const records = [pen.startSession('s')];
      for (let turn = 0; turn < 300; turn++) {
        const add = [said('user', `question ${turn}`)];
        const prompt = turn === 0 ? { keep: 0, add } : { base: `e${turn - 1}`, keep: turn, add };
        records.push(pen.end('s', `e${turn}`, call, { prompt }));
      }
      await run.send(records);
      await run.show();
      const last = await (await run.reader()).event('e299');
      assert.equal(last?.type, 'llm');
      same(
        last.type === 'llm' && last.inputMessages?.map(({ parts }) => parts[0]),
        Array.from({ length: 300 }, (_, turn) => ({ type: 'text', content: `question ${turn}` })),
        'The last prompt',
      );
      await run.sameAsFold();
    },
  },
  {
    id: 'earlier-append',
    title: 'the earlier prompt came with another append',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([pen.startSession('s')]);
      for (let turn = 0; turn < 4; turn++) {
        const add = [said('user', `question ${turn}`)];
        const prompt =
          turn === 0
            ? { keep: 0, add, tools: [{ name: 't' }] }
            : { base: `e${turn - 1}`, keep: turn, add };
        await run.send([pen.start('s', `e${turn}`, call, { prompt })]);
        await run.sameAsFold();
      }
    },
  },
  {
    id: 'other-session',
    title: 'the earlier prompt is in another session',
    run: async (run) => {
      const pen = new Pen('w');
      const first = { keep: 0, add: [said('system', 'rules'), said('user', 'one')] };
      await run.send([
        pen.startSession('s'),
        pen.end('s', 'e', call, { prompt: first }),
        pen.startSession('t'),
        pen.end('t', 'f', call, { prompt: { base: 'e', keep: 1, add: [said('user', 'two')] } }),
      ]);
      const { folded } = await run.sameAsFold();
      assert.equal((folded.events[1] as { inputMessages?: unknown[] }).inputMessages?.length, 2);
    },
  },
  {
    id: 'missing',
    title: 'a prompt whose earlier one is missing is partial, and whole when that comes',
    run: async (run) => {
      const pen = new Pen('w');
      const base = pen.start('s', 'base', call, {
        prompt: { keep: 0, add: [said('user', 'one')] },
      });
      const middle = pen.start('s', 'middle', call, {
        prompt: { base: 'base', keep: 1, add: [said('user', 'two')] },
      });
      const top = pen.start('s', 'top', call, {
        prompt: { base: 'middle', keep: 2, add: [said('user', 'three')] },
      });
      await run.send([pen.startSession('s'), top]);
      const partial = await run.sameAsFold();
      assert.equal(partial.folded.events[0]?.content, 'partial');
      await run.send([base]);
      await run.sameAsFold();
      await run.send([middle]);
      const { folded } = await run.sameAsFold();
      assert.deepEqual(
        folded.events.map(({ content }) => content),
        [undefined, undefined, undefined],
      );
    },
  },
  {
    id: 'missing-elsewhere',
    title: 'an earlier prompt that comes late, in another session, completes the later ones',
    run: async (run) => {
      const pen = new Pen('w');
      const base = pen.start('s', 'base', call, {
        prompt: { keep: 0, add: [said('user', 'one')] },
      });
      const top = pen.start('t', 'top', call, {
        prompt: { base: 'base', keep: 1, add: [said('user', 'two')] },
      });
      await run.send([pen.startSession('s'), pen.startSession('t'), top]);
      await run.sameAsFold();
      await run.send([base]);
      await run.sameAsFold();
    },
  },
  {
    id: 'circle',
    title: 'prompts that are told against each other do no harm',
    run: async (run) => {
      const pen = new Pen('w');
      const against = (base: string) => ({ prompt: { base, keep: 1, add: [said('user', 'x')] } });
      await run.send([
        pen.startSession('s'),
        pen.start('s', 'a', call, against('b')),
        pen.start('s', 'b', call, against('a')),
        pen.start('s', 'self', call, against('self')),
      ]);
      await run.show();
      const reader = await run.reader();
      assert.equal((await reader.sessionEvents('s')).items.length, 3);
    },
  },
]);
