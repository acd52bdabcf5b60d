import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import type { ScriptedProvider } from '../../scripted-provider/scripted-provider.ts';
import { readStream, request, startStream } from '../calls.ts';
import { definePoint } from '../case.ts';
import { sameAsBare } from '../comparison.ts';

const endless = { text: ['a', 'b', 'c'], hangAfterChunks: 2 };

/** More than the buffers between a provider and a reader take: what is beyond waits to be asked for. */
const large = { text: Array.from({ length: 400 }, () => 'x'.repeat(64 * 1024)) };

async function upstreamIsCancelled(provider: ScriptedProvider): Promise<void> {
  await waitUntil(() => provider.requests[0]?.aborted === true, 'the request to be cancelled');
}

/** Waits until no more is taken: a slow machine may take some time for what a reader wants. */
async function isNotDrained({ requests: [request] }: ScriptedProvider): Promise<void> {
  const taken = () => request?.chunksWritten ?? 0;
  for (let before = -1; before < taken(); await sleep(300)) before = taken();
  assert.ok(taken() < large.text.length, `All ${taken()} chunks were taken.`);
}

export const noExtraPulls = definePoint(
  3,
  'no-extra-pulls',
  'Nothing is read that the host does not read',
  [
    {
      id: 'break-cancels-upstream',
      title: 'a break out of the loop cancels the request',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(endless);
        const client = run.attached(provider);
        await readStream(run, startStream(run, client), (texts) => texts.length === 1);
        await upstreamIsCancelled(provider);
      },
    },
    {
      id: 'throw-cancels-upstream',
      title: 'an error of the caller’s own in the loop cancels the request, and comes out as it is',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(endless);
        const own = new Error('of the caller');
        const reading = await readStream(run, startStream(run, run.attached(provider)), () => {
          throw own;
        });
        assert.equal(reading.error, own);
        await upstreamIsCancelled(provider);
      },
    },
    {
      id: 'return-cancels-upstream',
      title: 'an iterator that is returned early cancels the request',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(endless);
        const stream = await startStream(run, run.attached(provider));
        const iterator = stream[Symbol.asyncIterator]();
        await iterator.next();
        assert.equal((await iterator.return?.(undefined))?.done, true);
        await upstreamIsCancelled(provider);
      },
    },
    {
      id: 'abort-cancels-upstream',
      title: 'the caller’s signal cancels the request',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(endless);
        const controller = new AbortController();
        const call = { ...request, signal: controller.signal };
        await readStream(run, startStream(run, run.attached(provider), call), () => {
          controller.abort();
          return false;
        });
        await upstreamIsCancelled(provider);
      },
    },
    {
      id: 'unread-stream',
      title: 'a stream that nobody reads is not drained',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(large);
        const stream = await startStream(run, run.attached(provider));
        await isNotDrained(provider);
        assert.ok(stream);
      },
    },
    {
      id: 'slow-reader',
      title: 'a caller that stops to think after one chunk gets no more than that',
      needs: ['stream'],
      async run(run) {
        const provider = await run.provider(large);
        const stream = await startStream(run, run.attached(provider));
        const iterator = stream[Symbol.asyncIterator]();
        await iterator.next();
        await isNotDrained(provider);
        await iterator.return?.(undefined);
      },
    },
    {
      id: 'next-by-next',
      title: 'an iterator that is pulled by hand gives each chunk once, then done again and again',
      needs: ['stream'],
      async run(run) {
        await sameAsBare(run, [{ text: ['a', 'b'] }], async (client) => {
          const iterator = (await startStream(run, client))[Symbol.asyncIterator]();
          const steps: unknown[] = [];
          for (let step = await iterator.next(); ; step = await iterator.next()) {
            steps.push(step);
            if (step.done) return [...steps, await iterator.next()];
          }
        });
      },
    },
    {
      id: 'second-iteration',
      title: 'reading a stream a second time is what it is without us',
      needs: ['stream'],
      async run(run) {
        await sameAsBare(run, [{ text: ['a', 'b'] }], async (client) => {
          const stream = await startStream(run, client);
          const first = await readStream(run, Promise.resolve(stream));
          const second = await readStream(run, Promise.resolve(stream));
          return [first, second];
        });
      },
    },
    {
      id: 'raw-body-unread',
      title: 'the body of a raw response is left to the caller',
      needs: ['asResponse'],
      async run(run) {
        const provider = await run.provider({ text: 'Hello' });
        const client = run.attached(provider);
        const response = await run.driver.asResponse?.(run.driver.call(client, request));
        await run.recorded();
        assert.equal(response?.bodyUsed, false);
        assert.match((await response?.text()) ?? '', /Hello/);
      },
    },
  ],
);
