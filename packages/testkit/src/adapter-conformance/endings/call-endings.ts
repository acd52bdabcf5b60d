import { waitUntil } from '../../conformance-kit/waiting.ts';
import { failure, request } from '../calls.ts';
import type { Ending } from './ending.ts';

/** How a call that is not streamed can end. */
export const callEndings: readonly Ending[] = [
  {
    id: 'answered',
    title: 'a call that is answered',
    needs: [],
    script: [{ text: 'abc', usage: { inputTokens: 9, outputTokens: 3 } }],
    status: 'ok',
    text: 'abc',
    act: async (run, client) => run.driver.call(client, request),
  },
  {
    id: 'failed',
    title: 'a call that fails',
    needs: [],
    script: [{ error: 400 }],
    status: 'error',
    act: (run, client) => failure(run.driver.call(client, request)),
  },
  {
    id: 'aborted',
    title: 'a call that is aborted before the answer',
    needs: [],
    script: [{ hang: true }],
    status: 'cancelled',
    async act(run, client, provider) {
      const controller = new AbortController();
      const pending = failure(run.driver.call(client, { ...request, signal: controller.signal }));
      await waitUntil(() => provider.requests.length === 1, 'the request');
      controller.abort();
      await pending;
    },
  },
  {
    id: 'aborted-beforehand',
    title: 'a call whose signal is aborted already',
    needs: [],
    script: [],
    status: 'cancelled',
    act: (run, client) =>
      failure(run.driver.call(client, { ...request, signal: AbortSignal.abort() })),
  },
  {
    id: 'timed-out',
    title: 'a call that takes longer than its time-out',
    needs: [],
    script: [{ hang: true }],
    status: 'error',
    act: (run, client) => failure(run.driver.call(client, { ...request, timeoutMs: 100 })),
  },
  {
    id: 'body-cut',
    title: 'a connection that breaks in the middle of the body',
    needs: [],
    script: [{ text: 'abc', cutAfterChunks: 1 }],
    status: 'error',
    act: (run, client) => failure(run.driver.call(client, request)),
  },
];
