import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStream, startStream } from '../calls.ts';
import { definePoint } from '../case.ts';
import { answersBySession, echo } from '../echo.ts';
import { textOf } from '../recorded.ts';
import { unclearSessions } from './08-unclear-sessions.ts';

export const sessions = definePoint(
  8,
  'sessions',
  'Concurrent sessions never mix, and parents are right',
  [
    {
      id: 'ten-at-once',
      title: 'the calls and streams of ten sessions at once are each in their own',
      async run(run) {
        run.init({ autoStartSession: false });
        const client = run.attached(await echo(run));
        const expected: Record<string, string[]> = {};
        await Promise.all(
          Array.from({ length: 10 }, async (_, index) => {
            const session = run.agentops.startSession({ name: `session ${index}` });
            const prompts = [0, 1, 2].map((turn) => `echo-${index}-${turn}`);
            expected[`session ${index}`] = prompts;
            await session.run(async () => {
              for (const [turn, prompt] of prompts.entries()) {
                await sleep((index * turn) % 4);
                if (turn === 1 && run.driver.stream) {
                  await readStream(run, startStream(run, client, { prompt }));
                } else await run.driver.call(client, { prompt });
              }
            });
            session.end({ endState: 'Success' });
          }),
        );
        assert.deepEqual(await answersBySession(run), expected);
      },
    },
    {
      id: 'a-hundred-at-once',
      title: 'a hundred sessions at once, each with a call in it, stay apart',
      async run(run) {
        run.init({ autoStartSession: false });
        const client = run.attached(await echo(run));
        const names = Array.from({ length: 100 }, (_, index) => `echo-${index}`);
        await Promise.all(
          names.map((name) => {
            const session = run.agentops.startSession({ name });
            return session.run(async () => {
              await run.driver.call(client, { prompt: name });
              session.end({ endState: 'Success' });
            });
          }),
        );
        assert.deepEqual(
          await answersBySession(run),
          Object.fromEntries(names.map((name) => [name, [name]])),
        );
      },
    },
    {
      id: 'stream-read-elsewhere',
      title: 'a stream belongs to the session that asked for it, whoever reads it',
      needs: ['stream'],
      async run(run) {
        run.init({ autoStartSession: false });
        const client = run.attached(await echo(run));
        const [a, b] = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
        assert.ok(a && b);
        const stream = await a.run(() => startStream(run, client, { prompt: 'echo-of-a' }));
        await b.run(() => readStream(run, Promise.resolve(stream)));
        assert.deepEqual(await answersBySession(run), { a: ['echo-of-a'] });
      },
    },
    {
      id: 'awaited-elsewhere',
      title: 'a call belongs to the session that made it, whoever awaits it',
      async run(run) {
        run.init({ autoStartSession: false });
        const client = run.attached(await echo(run));
        const [a, b] = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
        assert.ok(a && b);
        const pending = a.run(() => [run.driver.call(client, { prompt: 'echo-of-a' })]);
        await b.run(async () => {
          await pending[0];
        });
        assert.deepEqual(await answersBySession(run), { a: ['echo-of-a'] });
      },
    },
    {
      id: 'session-option',
      title: 'a client attached with a session records there, wherever it is used',
      async run(run) {
        run.init({ autoStartSession: false });
        const [a, b] = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
        assert.ok(a && b);
        const client = run.attached(await echo(run), { session: a });
        await b.run(async () => run.driver.call(client, { prompt: 'echo-of-a' }));
        assert.deepEqual(await answersBySession(run), { a: ['echo-of-a'] });
      },
    },
    {
      id: 'patched-function',
      title: 'a function bound with session.patch records there',
      async run(run) {
        run.init({ autoStartSession: false });
        const [a, b] = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
        assert.ok(a && b);
        const client = run.attached(await echo(run));
        const ask = async (prompt: string) => run.driver.call(client, { prompt });
        await Promise.all([a.patch(ask)('echo-of-a'), b.patch(ask)('echo-of-b')]);
        assert.deepEqual(await answersBySession(run), { a: ['echo-of-a'], b: ['echo-of-b'] });
      },
    },
    {
      id: 'parents',
      title: 'calls are under the action, the nested action and the generator that made them',
      async run(run) {
        const client = run.attached(await echo(run));
        const ask = async (prompt: string) => run.driver.call(client, { prompt });
        const { agentops } = run;
        const inner = agentops.traceAction('inner', async () => {
          await sleep(5);
          await ask('echo-inner');
        });
        const generate = agentops.traceAction('generator', async function* () {
          yield 1;
          await ask('echo-generator');
          yield 2;
        });
        const outer = agentops.traceAction('outer', async () => {
          await Promise.all([inner(), ask('echo-outer')]);
          for await (const _ of generate()) await ask('echo-outer-loop');
        });
        await outer();
        const { llm, actions } = await run.recorded();
        const name = (id: string | undefined) => actions.find((action) => action.id === id)?.name;
        assert.deepEqual(
          llm
            .map(({ outputMessages, parentId }) => [textOf(outputMessages), name(parentId)])
            .sort(),
          [
            ['echo-generator', 'generator'],
            ['echo-inner', 'inner'],
            ['echo-outer', 'outer'],
            ['echo-outer-loop', 'outer'],
            ['echo-outer-loop', 'outer'],
          ],
        );
      },
    },
    {
      id: 'agents',
      title: 'calls of agents that work at once name their own agent',
      async run(run) {
        const client = run.attached(await echo(run));
        await Promise.all(
          ['Planner', 'Coder'].map((name) => {
            const agent = run.session.createAgent({ name });
            return run.session.run(
              async () => {
                await sleep(3);
                return run.driver.call(client, { prompt: `echo-${name}` });
              },
              { agent },
            );
          }),
        );
        const { llm } = await run.recorded();
        assert.deepEqual(
          llm.map(({ agent, outputMessages }) => [agent?.name, textOf(outputMessages)]).sort(),
          [
            ['Coder', 'echo-Coder'],
            ['Planner', 'echo-Planner'],
          ],
        );
      },
    },
    ...unclearSessions,
  ],
);
