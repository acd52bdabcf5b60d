import assert from 'node:assert/strict';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import { failure, readStream, request, startStream } from '../calls.ts';
import { type CaseDefinition, definePoint } from '../case.ts';
import { endings, letEnd } from '../endings/index.ts';

const noError: CaseDefinition[] = endings
  .filter(({ status }) => status === 'cancelled')
  .map((ending) => ({
    id: ending.id,
    title: `${ending.title} is cancelled, and leaves no error event`,
    needs: ending.needs,
    async run(run) {
      const { call, errors } = await letEnd(run, ending);
      assert.equal(call.status, 'cancelled');
      assert.deepEqual(errors, []);
      assert.equal('error.type' in call.attributes, false);
    },
  }));

export const cancelledIsNoError = definePoint(
  14,
  'cancelled-is-no-error',
  'Cancelled is not an error',
  [
    ...noError,
    {
      id: 'abort-with-a-reason',
      title: 'a signal that is aborted with a reason of the caller’s own is a cancellation too',
      async run(run) {
        const provider = await run.provider({ hang: true });
        const controller = new AbortController();
        const call = { ...request, signal: controller.signal };
        const pending = failure(run.driver.call(run.attached(provider), call));
        await waitUntil(() => provider.requests.length === 1, 'the request');
        controller.abort(new TypeError('The user has gone home.'));
        await pending;
        const recorded = await run.recorded();
        assert.equal(recorded.call.status, 'cancelled');
        assert.deepEqual(recorded.errors, []);
      },
    },
    {
      id: 'abort-between-retries',
      title: 'so is one that comes while the host waits to try again',
      async run(run) {
        const provider = await run.provider({ error: 429, retryAfterMs: 300 });
        const controller = new AbortController();
        const client = run.attached(provider, {}, { maxRetries: 1 });
        const pending = failure(run.driver.call(client, { ...request, signal: controller.signal }));
        await waitUntil(() => provider.requests.length === 1, 'the request');
        await provider.requests[0]?.ended;
        controller.abort();
        await pending;
        const recorded = await run.recorded();
        assert.equal(recorded.call.status, 'cancelled');
        assert.deepEqual(recorded.errors, []);
      },
    },
    {
      id: 'time-out-is-an-error',
      title: 'a time-out is one: nobody wanted it',
      async run(run) {
        const provider = await run.provider({ hang: true });
        await failure(run.driver.call(run.attached(provider), { ...request, timeoutMs: 100 }));
        const { call, errors } = await run.recorded();
        assert.equal(call.status, 'error');
        assert.equal(errors.length, 1);
      },
    },
    {
      id: 'cut-is-an-error',
      title: 'a connection that breaks is one',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider({ text: ['a', 'b'], cutAfterChunks: 1 });
        await readStream(run, startStream(run, run.attached(provider)));
        const { call, errors } = await run.recorded();
        assert.equal(call.status, 'error');
        assert.equal(errors.length, 1);
      },
    },
  ],
);
