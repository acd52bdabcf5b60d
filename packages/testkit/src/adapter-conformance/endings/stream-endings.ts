import assert from 'node:assert/strict';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import { failure, readStream, request, startStream, textOfChunk } from '../calls.ts';
import type { Need } from '../capabilities.ts';
import type { CaseRun } from '../case-run.ts';
import type { Ending } from './ending.ts';

const usage = { inputTokens: 9, outputTokens: 3 };
const whole = { text: ['a', 'b', 'c'], usage };
const hanging = { ...whole, hangAfterChunks: 2 };

const stream = (run: CaseRun, client: object, signal?: AbortSignal) =>
  startStream(run, client, signal ? { ...request, signal } : request);

const readAll = (run: CaseRun, client: object) => readStream(run, stream(run, client));

const endings: (Omit<Ending, 'needs'> & { needs?: Need[] })[] = [
  {
    id: 'stream-read',
    title: 'a stream that is read to its end',
    script: [whole],
    status: 'ok',
    text: 'abc',
    act: readAll,
  },
  {
    id: 'stream-empty',
    title: 'a stream that says nothing',
    script: [{ text: [], usage }],
    status: 'ok',
    text: '',
    act: readAll,
  },
  {
    id: 'stream-failed',
    title: 'a streamed call that fails before there is a stream',
    script: [{ error: 500 }],
    status: 'error',
    act: readAll,
  },
  {
    id: 'stream-cut',
    title: 'a connection that breaks in a stream',
    script: [{ ...whole, cutAfterChunks: 2 }],
    status: 'error',
    text: 'ab',
    act: readAll,
  },
  {
    id: 'stream-error',
    title: 'an error that the provider reports in a stream',
    needs: ['errorsInStreams'],
    script: [{ ...whole, error: 500, errorAfterChunks: 2 }],
    status: 'error',
    text: 'ab',
    act: readAll,
  },
  {
    id: 'stream-broken-off',
    title: 'a break out of the loop',
    script: [hanging],
    status: 'cancelled',
    text: 'ab',
    act: (run, client) => readStream(run, stream(run, client), (texts) => texts.length === 2),
  },
  {
    id: 'stream-returned',
    title: 'an iterator that is returned early',
    script: [hanging],
    status: 'cancelled',
    async act(run, client) {
      const iterator = (await stream(run, client))[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.(undefined);
      return iterator;
    },
  },
  {
    id: 'stream-thrown-into',
    title: 'an iterator that an error is thrown into',
    script: [hanging],
    status: 'cancelled',
    async act(run, client) {
      const iterator = (await stream(run, client))[Symbol.asyncIterator]();
      await iterator.next();
      // An iterator need not have it; then its reader can only let go of it.
      const thrown = iterator.throw?.(new Error('of the caller')) ?? iterator.return?.(undefined);
      await thrown?.catch(() => {});
      return iterator;
    },
  },
  {
    id: 'stream-caller-threw',
    title: 'an error of the caller’s own in the loop',
    script: [hanging],
    status: 'cancelled',
    text: 'a',
    act: (run, client) =>
      readStream(run, stream(run, client), (texts) => {
        if (texts.length === 1) throw new Error('of the caller');
        return false;
      }),
  },
  {
    id: 'stream-aborted',
    title: 'a signal that aborts a stream',
    script: [hanging],
    status: 'cancelled',
    text: 'ab',
    act(run, client) {
      const controller = new AbortController();
      return readStream(run, stream(run, client, controller.signal), (texts) => {
        if (texts.length === 2) controller.abort();
        return false;
      });
    },
  },
  {
    id: 'stream-stopped',
    title: "a stream that is stopped by the host's own means",
    needs: ['abortStream'],
    script: [hanging],
    status: 'cancelled',
    text: 'ab',
    async act(run, client) {
      const opened = await stream(run, client);
      return readStream(run, Promise.resolve(opened), (texts) => {
        if (texts.length === 2) run.driver.abortStream?.(opened);
        return false;
      });
    },
  },
  {
    id: 'tee-one-branch',
    title: 'a split stream of which one branch is read',
    needs: ['tee'],
    script: [whole],
    status: 'ok',
    text: 'abc',
    async act(run, client) {
      const [branch] = run.driver.tee?.(await stream(run, client)) ?? [];
      assert.ok(branch);
      for await (const chunk of branch) textOfChunk(run, chunk);
    },
  },
  {
    id: 'helper-read',
    title: "the host's stream helper, read to its end",
    needs: ['streamHelper'],
    script: [whole],
    status: 'ok',
    text: 'abc',
    act: async (run, client) => run.driver.streamHelper?.(client, request).finalText(),
  },
  {
    id: 'helper-aborted',
    title: "the host's stream helper, aborted",
    needs: ['streamHelper'],
    script: [hanging],
    status: 'cancelled',
    async act(run, client, provider) {
      const helper = run.driver.streamHelper?.(client, request);
      assert.ok(helper);
      const pending = failure(helper.finalText());
      await waitUntil(() => provider.requests[0]?.chunksWritten === 2, 'the text to be sent');
      helper.abort();
      await pending;
    },
  },
  {
    id: 'never-read',
    title: 'a stream that nobody reads',
    script: [hanging],
    status: 'cancelled',
    collected: true,
    async act(run, client) {
      await stream(run, client);
    },
  },
  {
    id: 'partly-read',
    title: 'a stream that is read in part by hand and then forgotten',
    script: [hanging],
    status: 'cancelled',
    collected: true,
    async act(run, client) {
      const iterator = (await stream(run, client))[Symbol.asyncIterator]();
      await iterator.next();
    },
  },
];

/** How a streamed call can end. */
export const streamEndings: readonly Ending[] = endings.map(({ needs = [], ...ending }) => ({
  ...ending,
  needs: ['stream', ...needs],
}));
