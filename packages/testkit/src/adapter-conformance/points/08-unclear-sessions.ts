import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { MultiSessionError } from '@agentops/core';
import { failure, readStream, request, startStream } from '../calls.ts';
import type { CaseDefinition } from '../case.ts';
import { answersBySession, echo } from '../echo.ts';

/** Calls of which nothing says to which session they belong. */
export const unclearSessions: readonly CaseDefinition[] = [
  {
    id: 'ambiguous-rejects',
    title: 'with several sessions and none named, a call rejects before any request is sent',
    needs: ['attachedByHand'],
    async run(run) {
      run.init({ autoStartSession: false });
      const keep = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
      const provider = await echo(run);
      const client = run.attached(provider);
      assert.ok((await failure(run.driver.call(client, request))) instanceof MultiSessionError);
      if (run.driver.stream) {
        const reading = await readStream(run, startStream(run, client));
        assert.ok(reading.error instanceof MultiSessionError);
        assert.equal(reading.failedAt, 'await');
      }
      await sleep(50);
      assert.equal(provider.requests.length, 0);
      keep[1]?.end();
      await run.driver.call(client, { prompt: 'echo-again' });
      assert.deepEqual(await answersBySession(run), { a: ['echo-again'] });
    },
  },
  {
    id: 'ambiguous-quarantine',
    title:
      'where rejecting is switched off, or for a framework, such a call is recorded as unattributed',
    async run(run) {
      const hand = run.capabilities.attachedBy === 'hand';
      run.init({
        autoStartSession: false,
        ...(hand ? { onAmbiguousSession: 'quarantine' } : {}),
      });
      const keep = ['a', 'b'].map((name) => run.agentops.startSession({ name }));
      const client = run.attached(await echo(run));
      await run.driver.call(client, { prompt: 'echo-lost' });
      assert.deepEqual(await answersBySession(run), { unattributed: ['echo-lost'] });
      assert.ok(run.diagnostics.some(({ code }) => code === 'session-ambiguous'));
      assert.equal(keep.length, 2);
    },
  },
  {
    id: 'no-session',
    title: 'a call without any session works, and is recorded as unattributed',
    async run(run) {
      run.init({ autoStartSession: false });
      const client = run.attached(await echo(run));
      await run.driver.call(client, { prompt: 'echo-lost' });
      assert.deepEqual(await answersBySession(run), { unattributed: ['echo-lost'] });
    },
  },
];
