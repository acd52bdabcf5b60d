import assert from 'node:assert/strict';
import type { TokenUsage } from '@agentops/core';
import type { ScriptedUsage } from '../../scripted-provider/script.ts';
import { readStream, request, startStream, weatherLoop, weatherTool } from '../calls.ts';
import type { HostCapabilities } from '../capabilities.ts';
import { definePoint } from '../case.ts';
import { sameAsBare } from '../comparison.ts';
import { textOf } from '../recorded.ts';

/** Everything that this host's API can say, and what of it is expected. */
function fullUsage({ usageDetails }: HostCapabilities): {
  sent: ScriptedUsage;
  expected: TokenUsage;
} {
  const cacheRead = usageDetails.includes('cacheRead') ? 30 : null;
  const cacheCreation = usageDetails.includes('cacheCreation') ? 20 : null;
  const reasoning = usageDetails.includes('reasoning') ? 11 : null;
  return {
    sent: {
      inputTokens: 100,
      outputTokens: 40,
      ...(cacheRead === null ? {} : { cacheReadInputTokens: cacheRead }),
      ...(cacheCreation === null ? {} : { cacheCreationInputTokens: cacheCreation }),
      ...(reasoning === null ? {} : { reasoningOutputTokens: reasoning }),
    },
    expected: {
      inputTokens: 100,
      outputTokens: 40,
      cacheReadInputTokens: cacheRead,
      cacheCreationInputTokens: cacheCreation,
      reasoningOutputTokens: reasoning,
    },
  };
}

const bare = (inputTokens: number, outputTokens: number): TokenUsage => ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
});

const optIn = ({ usageInStreams }: HostCapabilities) =>
  usageInStreams === 'opt-in' ? { includeUsage: true } : {};

export const usage = definePoint(
  6,
  'usage',
  'Usage is exact where the provider sent it, else null',
  [
    {
      id: 'plain',
      title: 'a call has the provider’s counts, cached and reasoning tokens included',
      async run(run) {
        const { sent, expected } = fullUsage(run.capabilities);
        const provider = await run.provider({ text: 'Hello', usage: sent });
        await run.driver.call(run.attached(provider), request);
        const { call } = await run.recorded();
        assert.deepEqual(call.usage, expected);
        assert.equal(call.usageSource, 'provider');
      },
    },
    {
      id: 'streamed',
      title: 'a stream has the provider’s counts, cached and reasoning tokens included',
      needs: ['stream', 'usageInStreams'],
      async run(run) {
        const { sent, expected } = fullUsage(run.capabilities);
        const provider = await run.provider({ text: 'Hello there', usage: sent });
        await readStream(run, startStream(run, run.attached(provider, optIn(run.capabilities))));
        const { call } = await run.recorded();
        assert.deepEqual(call.usage, expected);
        assert.equal(call.usageSource, 'provider');
      },
    },
    {
      id: 'stream-helper',
      title: 'a stream read by the host’s helper has the provider’s counts',
      needs: ['streamHelper', 'usageInStreams'],
      async run(run) {
        const { sent, expected } = fullUsage(run.capabilities);
        const provider = await run.provider({ text: 'Hello there', usage: sent });
        const client = run.attached(provider, optIn(run.capabilities));
        await run.driver.streamHelper?.(client, request).finalText();
        assert.deepEqual((await run.recorded()).call.usage, expected);
      },
    },
    {
      id: 'none-sent',
      title: 'where the provider sent none, usage is null, and not a guess',
      async run(run) {
        const provider = await run.provider({ text: 'Hello' }, { text: 'Hello' });
        const client = run.attached(provider);
        await run.driver.call(client, request);
        if (run.driver.stream) await readStream(run, startStream(run, client));
        const recorded = await run.recorded();
        assert.ok(recorded.llm.length > 0);
        for (const call of recorded.llm) {
          assert.equal(call.usage, null);
          assert.equal(call.usageSource, 'none');
        }
      },
    },
    {
      id: 'zero',
      title: 'a count of zero is zero, and not null',
      async run(run) {
        const provider = await run.provider({
          text: '',
          usage: { inputTokens: 8, outputTokens: 0 },
        });
        await run.driver.call(run.attached(provider), request);
        assert.deepEqual((await run.recorded()).call.usage, bare(8, 0));
      },
    },
    {
      id: 'not-asked-for',
      title:
        'a stream whose caller did not ask for usage is sent as it is, has none, and it is said why',
      needs: ['stream', 'usageOptIn'],
      async run(run) {
        const script = [{ text: 'Hello there', usage: { inputTokens: 8, outputTokens: 2 } }];
        await sameAsBare(run, script, (client) => readStream(run, startStream(run, client)));
        assert.equal((await run.recorded()).call.usage, null);
        assert.ok(run.diagnostics.some(({ code }) => code === 'usage-not-sent'));
      },
    },
    {
      id: 'asked-for-by-us',
      title:
        'with includeUsage the counts are there, and the caller sees the same chunks as without us',
      needs: ['stream', 'usageOptIn'],
      async run(run) {
        const script = [{ text: 'Hello there', usage: { inputTokens: 8, outputTokens: 2 } }];
        const read = async (client: object) => {
          const { texts, failedAt, chunks } = await readStream(run, startStream(run, client));
          return { texts, failedAt, chunks: chunks.length };
        };
        await sameAsBare(run, script, read, { attach: { includeUsage: true }, requests: false });
        assert.deepEqual((await run.recorded()).call.usage, bare(8, 2));
      },
    },
    {
      id: 'asked-for-in-vain',
      title:
        'with includeUsage and a provider that sends none all the same, nothing is missing from the stream',
      needs: ['stream', 'usageOptIn'],
      async run(run) {
        const provider = await run.provider({ text: 'Hello there' });
        const client = run.attached(provider, { includeUsage: true });
        const { texts } = await readStream(run, startStream(run, client));
        assert.equal(texts.join(''), 'Hello there');
        const { call } = await run.recorded();
        assert.deepEqual([textOf(call.outputMessages), call.usage], ['Hello there', null]);
      },
    },
    {
      id: 'counted-once',
      title: 'the session’s sum over a retried call and a tool loop is what the provider sent',
      needs: ['toolLoop'],
      async run(run) {
        const provider = await run.provider({ error: 500 }, ...weatherLoop);
        const client = run.attached(provider, {}, { maxRetries: 1 });
        const loop = { prompt: request.prompt, tools: [weatherTool], runTool: () => 'sunny' };
        await run.driver.toolLoop?.(client, loop);
        const { llmCalls, inputTokens, outputTokens } = run.session.analytics();
        assert.deepEqual(
          { llmCalls, inputTokens, outputTokens },
          { llmCalls: 2, inputTokens: 60, outputTokens: 12 },
        );
        const { llm } = await run.recorded();
        assert.deepEqual(
          llm.map(({ usage }) => usage),
          [bare(20, 5), bare(40, 7)],
        );
      },
    },
    {
      id: 'tee-counted-once',
      title: 'a split stream is counted once',
      needs: ['stream', 'tee', 'usageInStreams'],
      async run(run) {
        const provider = await run.provider({
          text: 'Hello',
          usage: { inputTokens: 8, outputTokens: 2 },
        });
        const stream = await startStream(run, run.attached(provider, optIn(run.capabilities)));
        for (const branch of run.driver.tee?.(stream) ?? []) for await (const _ of branch);
        assert.deepEqual((await run.recorded()).call.usage, bare(8, 2));
        assert.equal(run.session.analytics().inputTokens, 8);
      },
    },
  ],
);
