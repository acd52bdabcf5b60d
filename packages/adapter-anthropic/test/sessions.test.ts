import { detach, isAttached } from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachAnthropic } from '../src/index.ts';
import { createClient, messagesDriver } from './driver.ts';
import { versions } from './versions.ts';

const weather = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

const conversation = [
  { error: 529 },
  {
    reasoning: 'Two cities.',
    text: 'Let me look.',
    toolCalls: ['Bern', 'Rome'].map((city) => ({
      id: `toolu_${city}`,
      name: 'get_weather',
      arguments: { city },
    })),
    model: 'claude-test-2026',
    usage: { inputTokens: 40, outputTokens: 12, cacheCreationInputTokens: 30 },
  },
  { error: { status: 400, message: 'Rome is closed (scripted)' } },
  { text: 'Sunny in both.', usage: { inputTokens: 80, outputTokens: 5, cacheReadInputTokens: 40 } },
];

describe.each(versions)('@anthropic-ai/sdk $version', ({ import: { default: Anthropic } }) => {
  it('a conversation with tools', async () => {
    const { agentops, session, provider, recorded } = await startRecording(conversation, {
      name: 'weather',
      tags: ['demo'],
    });
    const driver = messagesDriver(Anthropic);
    const client = attachAnthropic(createClient(Anthropic, provider.url, 1), { agentops });
    const ask = agentops.traceAction('round', (prompt: string) =>
      driver.toolLoop?.(client, { prompt, tools: [weather], runTool: () => 'sunny' }),
    );
    await expect(ask('The weather?')).rejects.toThrow('Rome is closed');
    if (driver.stream) for await (const _ of await driver.stream(client, { prompt: 'Again?' }));
    session?.end({ endState: 'Success' });
    await expect(sessionTree(await recorded(), { maxContent: 60 })).toMatchFileSnapshot(
      '__snapshots__/messages.session.txt',
    );
  });

  it('the beta resource is recorded as well', async () => {
    const { agentops, provider, recorded } = await startRecording([
      { text: 'Hello', usage: { inputTokens: 5, outputTokens: 1 } },
    ]);
    const client = attachAnthropic(createClient(Anthropic, provider.url), { agentops });
    await client.beta.messages.create({
      model: 'claude-test',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    expect(sessionTree(await recorded())).toBe(
      'session open\n  llm chat claude-test: anthropic claude-test, 5→1 tokens, end_turn, "user: Hi" → "Hello"\n',
    );
  });

  it.each([null, undefined, {}])('is attached with options that are %s', (options) => {
    const client = createClient(Anthropic, 'http://127.0.0.1:9');
    expect(attachAnthropic(client, options as object)).toBe(client);
    expect(isAttached(client)).toBe(true);
    detach(client);
  });
});
