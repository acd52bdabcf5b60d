import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../conformance-kit/waiting.ts';
import type { ScriptEntry } from '../../scripted-provider/script.ts';
import { failure, readStream, request, startStream, weatherLoop, weatherTool } from '../calls.ts';
import { type CaseDefinition, definePoint } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import { sameAsBare } from '../comparison.ts';
import { settled, unhandledRejections } from '../waiting.ts';

const hello = { text: 'Hello, you there!', usage: { inputTokens: 5, outputTokens: 4 } };

/** Calls that fail: what the caller catches is the same error, and it comes out of the same place. */
const failingCalls: CaseDefinition[] = [400, 401, 404, 429, 500, 529].map((status) => ({
  id: `error-${status}`,
  title: `status ${status} rejects with the same error, after as many requests`,
  async run(run) {
    const script = [{ error: status, retryAfterMs: 1 }, { error: status }];
    await sameAsBare(run, script, async (client) => run.driver.call(client, request), {
      client: { maxRetries: 1 },
    });
  },
}));

const failingStreams: CaseDefinition[] = (
  [
    ['error-before-stream', 'an error instead of a stream', { error: 400 }],
    ['cut-before-text', 'a connection that breaks before the first text', { cutAfterChunks: 0 }],
    ['cut-in-stream', 'a connection that breaks in a stream', { cutAfterChunks: 2 }],
    ['malformed-chunk', 'a chunk that is no JSON', { malformedAfterChunks: 1 }],
    [
      'error-in-stream',
      'an error that the provider reports in a stream',
      { error: { status: 500, message: 'Overheated' }, errorAfterChunks: 1 },
    ],
  ] as const
).map(([id, what, fault]) => ({
  id,
  title: `${what} is the same error at the same moment, at the await or in the iteration`,
  needs: ['stream', ...(id === 'error-in-stream' ? (['errorsInStreams'] as const) : [])],
  async run(run) {
    const script: ScriptEntry[] = [{ text: ['a', 'b', 'c'], ...fault }];
    // The SDKs print what they can't parse.
    const { error } = console;
    console.error = () => {};
    run.afterwards(() => {
      console.error = error;
    });
    const { value } = await sameAsBare(run, script, (client) =>
      readStream(run, startStream(run, client)),
    );
    const asChunk = id === 'error-in-stream' && run.capabilities.errorsInStreams === 'as-chunk';
    assert.equal(value?.failedAt === 'never', asChunk);
  },
}));

async function oneToolCall(run: CaseRun): Promise<void> {
  const { tools } = await run.recorded();
  assert.deepEqual(
    tools.map(({ name, result, status }) => [name, result, status]),
    [['get_weather', 'sunny', 'ok']],
  );
}

export const sameResult = definePoint(
  2,
  'same-result',
  'Same result, same error object, at the same time',
  [
    {
      id: 'plain',
      title: 'a call sends the same request and resolves to the same result',
      async run(run) {
        await sameAsBare(run, [hello], async (client) =>
          run.driver.call(client, { ...request, system: 'Be brief.' }),
        );
      },
    },
    {
      id: 'streamed',
      title: 'a stream gives the same chunks',
      needs: ['stream'],
      async run(run) {
        await sameAsBare(run, [hello], (client) => readStream(run, startStream(run, client)));
      },
    },
    {
      id: 'tool-loop',
      title: 'a loop of tool calls sends the same requests and ends with the same answer',
      needs: ['toolLoop'],
      async run(run) {
        await sameAsBare(run, weatherLoop, async (client) =>
          run.driver.toolLoop?.(client, {
            prompt: request.prompt,
            tools: [weatherTool],
            runTool: () => 'sunny',
          }),
        );
      },
    },
    {
      id: 'tool-runner',
      title:
        'so does the host’s own helper that runs the tools by itself, and each tool is recorded',
      needs: ['toolRunner'],
      async run(run) {
        const loop = { prompt: request.prompt, tools: [weatherTool], runTool: async () => 'sunny' };
        await sameAsBare(run, weatherLoop, async (client) => {
          await run.driver.toolRunner?.(client, loop);
        });
        await oneToolCall(run);
      },
    },
    {
      id: 'lazy-tool',
      title:
        'a tool that returns a query, which is sent each time it is awaited, sends it as often as without us',
      needs: ['toolRunner'],
      async run(run) {
        await sameAsBare(run, weatherLoop, async (client) => {
          let sent = 0;
          const query = {
            // biome-ignore lint/suspicious/noThenProperty: as query builders have it
            then(...args: Parameters<Promise<string>['then']>) {
              sent++;
              return Promise.resolve('sunny').then(...args);
            },
          };
          const loop = { prompt: request.prompt, tools: [weatherTool], runTool: () => query };
          await run.driver.toolRunner?.(client, loop);
          return sent;
        });
        await oneToolCall(run);
      },
    },
    {
      id: 'retry',
      title: 'the host retries as often as before, and then succeeds',
      async run(run) {
        const script = [{ error: 429, retryAfterMs: 1 }, { error: 500 }, hello];
        const { provider } = await sameAsBare(
          run,
          script,
          async (client) => run.driver.call(client, request),
          { client: { maxRetries: 2 } },
        );
        assert.equal(provider.requests.length, 3);
      },
    },
    {
      id: 'not-awaited',
      title: 'a call that nobody awaits sends what it sends without us',
      async run(run) {
        await sameAsBare(run, [hello, hello], async (client, provider) => {
          void run.driver.call(client, request);
          // A host that sends only what is awaited sends nothing, however long one waits.
          await waitUntil(() => provider.requests.length > 0, 'the request').catch(() => {});
          await sleep(100);
          return provider.requests.length;
        });
      },
    },
    {
      id: 'caught-error-is-the-same',
      title: 'an error caught twice of one call is one object',
      async run(run) {
        await sameAsBare(run, [{ error: 400 }], async (client) => {
          const pending = run.driver.call(client, request);
          const first = await failure(pending);
          return first === (await failure(pending));
        });
      },
    },
    {
      id: 'unreachable',
      title: 'a provider that can’t be reached is the same error',
      async run(run) {
        await sameAsBare(run, [], async (client, provider) => {
          await provider.close();
          return run.driver.call(client, request);
        });
      },
    },
    ...failingCalls,
    ...failingStreams,
    {
      id: 'dropped-rejection',
      title: 'a failing call that nobody handles is an unhandled rejection, as without us',
      async run(run) {
        await sameAsBare(run, [{ error: 400 }], async (client, provider) => {
          const reasons = await unhandledRejections(async () => {
            void run.driver.call(client, request);
            await sleep(50);
            await settled(provider);
          });
          return reasons;
        });
      },
    },
    {
      id: 'dropped-stream-rejection',
      title: 'a failing streamed call that nobody handles is an unhandled rejection, as without us',
      needs: ['stream'],
      async run(run) {
        await sameAsBare(run, [{ error: 400 }], async (client, provider) =>
          unhandledRejections(async () => {
            void startStream(run, client);
            await sleep(50);
            await settled(provider);
          }),
        );
      },
    },
    {
      id: 'handled-rejection',
      title: 'a failing call that the caller handles leaves no unhandled rejection behind',
      async run(run) {
        await sameAsBare(run, [{ error: 400 }, { error: 400 }], async (client) =>
          unhandledRejections(async () => {
            await failure(run.driver.call(client, request));
            if (run.driver.stream) await readStream(run, startStream(run, client));
          }),
        );
      },
    },
  ],
);
