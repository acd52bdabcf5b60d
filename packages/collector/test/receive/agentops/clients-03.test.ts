import type { LLMEvent } from '@agentops/core';
import { type ScriptedProvider, startScriptedProvider } from '@agentops/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFull } from '../../../../../tooling/full-tier.ts';
import { agentopsPython, type ClientRun, runPython } from './clients/python-client.ts';
import type { TestCollector } from './collector.ts';
import { startProduct } from './product.ts';
import { expectTimes } from './times.ts';

const versions = isFull ? ['0.3.26', '0.3.18', '0.3.2'] : ['0.3.26'];

/** Longer than a client waits between two requests, and short enough to wait for. */
const idleMs = 3000;

for (const version of versions) {
  const { python } = await agentopsPython(version);

  describe.skipIf(!python)(`AgentOps Python ${version}`, () => {
    const isFirst = version === '0.3.2';
    let collector: TestCollector;
    let provider: ScriptedProvider;

    beforeEach(async () => {
      collector = await startProduct({ idleMs });
      const usage = { inputTokens: 1000, outputTokens: 10 };
      provider = await startScriptedProvider({ replies: () => ({ text: 'Sunny today.', usage }) });
    });
    afterEach(async () => {
      await collector[Symbol.asyncDispose]();
      await provider.close();
    });

    async function run(script: string, ...args: string[]): Promise<ClientRun> {
      const all = [version, ...args];
      const done = await runPython(python as string, script, all, { collector, provider });
      if (args.length === 0) expect(done, done.stderr).toMatchObject({ code: 0 });
      expect(collector.requests.map(({ status }) => status)).not.toContain(400);
      return done;
    }

    it('one session with an event of each kind', async () => {
      const from = Date.now();
      const { printed } = await run('events_03.py');
      expect(printed).toMatchObject({ sum: 3, text: 'Sunny today.' });
      const session = await collector.session(printed.session);
      expect(session).toMatchObject({
        state: 'Success',
        endStateReason: 'all done',
        tags: ['kit', 'added'],
        agents: [{ name: 'Planner' }],
        source: { adapter: 'agentops', hostVersion: version },
      });
      expect(session.hostEnv).toHaveProperty('OS');
      // What the client was told is what the store adds up. 0.3 does not see the tokens of streams.
      expect(Number(printed.cost)).toBeCloseTo(session.totals.costUsd);
      expect(session.totals).toMatchObject({ llmCalls: 2, inputTokens: 1000, outputTokens: 10 });
      expect(session.totals.costUsd).toBeGreaterThan(0);

      const events = await collector.events(printed.session);
      expect(events.map(({ type, name }) => `${type} ${name}`)).toEqual([
        'action plan',
        'llm chat gpt-4o',
        'llm chat gpt-4o',
        'tool lookup',
        'action positional',
        'error KeyError',
        ...(version === '0.3.18' ? ['tool broken tool'] : []),
        ...(isFirst ? [] : ['error ValueError']),
      ]);
      expectTimes(session, events, { from, to: Date.now() });
      const [plan, call, streamed, lookup, , error] = events;
      expect(plan).toMatchObject({ actionType: 'plan', input: { x: 1, y: 2 }, output: 3 });
      expect(call).toMatchObject({
        requestModel: 'gpt-4o',
        agent: { name: 'Planner', id: session.agents[0]?.id },
        inputMessages: [{ role: 'user', parts: [{ content: 'Weather in Bern?' }] }],
        outputMessages: [{ role: 'assistant', parts: [{ content: 'Sunny today.' }] }],
        usage: { inputTokens: 1000, outputTokens: 10 },
      });
      expect((call as LLMEvent).finishReasons).toEqual(isFirst ? ['stop'] : []);
      expect(streamed).toMatchObject({
        streamed: true,
        usage: null,
        outputMessages: [{ parts: [{ content: 'Sunny today.' }] }],
      });
      expect(lookup).toMatchObject({ arguments: { city: 'Bern' }, result: 'sunny' });
      expect(error).toMatchObject({ message: "'recorded by hand'", status: 'error' });
      expect(error).toHaveProperty('stack', expect.stringContaining('Traceback'));
      if (version === '0.3.18') {
        const [broken, failed] = events.slice(-2);
        expect(broken).toMatchObject({ name: 'broken tool', status: 'error' });
        expect(failed).toMatchObject({ parentId: broken?.id, triggerEventType: 'tool' });
      }
    });

    // What waits is sent by a handler of theirs, but for SIGKILL.
    it.runIf(isFull).each(['SIGTERM', 'SIGKILL'])('a process ended by %s', async (signal) => {
      await run('killed_03.py', signal);
      await expect
        .poll(() => collector.sessions())
        .toMatchObject([
          { tags: ['killed'], state: signal === 'SIGTERM' ? 'Fail' : 'Indeterminate' },
        ]);
      const [session] = await collector.sessions();
      const events = await collector.events(session?.id as string);
      expect(events).toMatchObject([{ name: 'before' }]);
    });

    it('several sessions at a time, of which one is left open', async () => {
      const { printed } = await run('sessions_03.py');
      const [first, second, left] = printed as [string, string, string];
      expect(await collector.session(first)).toMatchObject({
        state: 'Fail',
        endStateReason: 'first failed',
        tags: ['first', 'late'],
      });
      expect(await collector.session(second)).toMatchObject({ state: 'Success', tags: ['second'] });
      const names = async (id: string) => (await collector.events(id)).map(({ name }) => name);
      expect(await names(first)).toEqual(['a1']);
      expect(await names(second)).toEqual(['b1', 'chat gpt-4o', 'b2']);
      // 0.3.18 loses what waits when the process ends; 0.3.2 alone says that it ended.
      expect(await names(left)).toEqual(version === '0.3.18' ? [] : ['c1']);
      await expect
        .poll(() => collector.session(left))
        .toMatchObject({
          state: 'Indeterminate',
          endStateReason: isFirst
            ? 'Process exited without calling end_session()'
            : expect.stringContaining('sent nothing any more'),
        });
    });
  });
}
