import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { detach, isAttached, pathsOf } from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachOpenAI } from '../src/index.ts';
import { chatDriver, createClient, responsesDriver } from './driver.ts';
import { versions } from './versions.ts';

const weather = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

const conversation = [
  { error: 429, retryAfterMs: 1 },
  {
    text: 'Let me look.',
    toolCalls: ['Bern', 'Rome'].map((city) => ({
      id: `call_${city}`,
      name: 'get_weather',
      arguments: { city },
    })),
    model: 'gpt-test-2026',
    usage: { inputTokens: 40, outputTokens: 12, reasoningOutputTokens: 4 },
  },
  { error: { status: 400, message: 'Rome is closed (scripted)' } },
  {
    text: 'Sunny in both.',
    usage: { inputTokens: 80, outputTokens: 5, cacheReadInputTokens: 40 },
  },
];

describe.each(versions)('openai $version', ({ import: { default: OpenAI } }) => {
  it.each([
    { api: 'chat completions', driver: chatDriver(OpenAI) },
    { api: 'responses', driver: responsesDriver(OpenAI) },
  ])('a conversation with tools over $api', async ({ api, driver }) => {
    const { agentops, session, provider, recorded } = await startRecording(conversation, {
      name: 'weather',
      tags: ['demo'],
    });
    const client = attachOpenAI(createClient(OpenAI, provider.url, 1), { agentops });
    const ask = agentops.traceAction('round', (prompt: string) =>
      driver.toolLoop?.(client, { prompt, tools: [weather], runTool: () => 'sunny' }),
    );
    await expect(ask('The weather?')).rejects.toThrow('Rome is closed');
    if (driver.stream) for await (const _ of await driver.stream(client, { prompt: 'Again?' }));
    session?.end({ endState: 'Success' });
    await expect(sessionTree(await recorded(), { maxContent: 60 })).toMatchFileSnapshot(
      `__snapshots__/${api.replace(' ', '-')}.session.txt`,
    );
  });

  it('embeddings are recorded without their vectors', async () => {
    const { agentops, provider, recorded } = await startRecording([
      { embeddings: [[0.25, 0.5, 0.75]], usage: { inputTokens: 3 } },
    ]);
    const client = attachOpenAI(createClient(OpenAI, provider.url), { agentops });
    const result = await client.embeddings.create({ model: 'embed-test', input: 'Hello' });
    expect(result.data[0]?.embedding).toEqual([0.25, 0.5, 0.75]);
    expect(sessionTree(await recorded())).toBe(
      'session open\n  llm embeddings embed-test: openai embed-test, 3→? tokens, "Hello" → {"dimensions":3,"embeddings":1}\n',
    );
  });

  it('other requests of the client pass unseen', async () => {
    const { agentops, provider, recorded } = await startRecording([]);
    const client = attachOpenAI(createClient(OpenAI, provider.url), { agentops });
    await expect(client.models.list()).rejects.toMatchObject({ status: 404 });
    expect((await recorded()).events).toEqual([]);
  });

  it('a long conversation is written once, not once a turn', async () => {
    const text = 'word '.repeat(800);
    const turns = 40;
    const { agentops, provider, directory, recorded } = await startRecording(
      Array.from({ length: turns }, () => ({ text })),
    );
    const client = attachOpenAI(createClient(OpenAI, provider.url), { agentops });
    const messages: { role: 'user' | 'assistant'; content: string }[] = [];
    for (let turn = 0; turn < turns; turn++) {
      messages.push({ role: 'user', content: `${turn} ${text}` });
      const { choices } = await client.chat.completions.create({ model: 'm', messages });
      messages.push({ role: 'assistant', content: choices[0]?.message.content ?? '' });
    }
    const { events } = await recorded();
    expect(events).toHaveLength(turns);
    expect(events.at(-1)).toMatchObject({ inputMessages: { length: 2 * turns - 1 } });
    const folder = pathsOf(directory).spool;
    const bytes = readdirSync(folder).reduce(
      (sum, file) => sum + statSync(join(folder, file)).size,
      0,
    );
    // Each turn's question, and its answer twice: as an answer, and as a part of the next prompt.
    expect(bytes).toBeLessThan(3.5 * turns * text.length);
  });

  it.each([null, undefined, {}])('is attached with options that are %s', (options) => {
    const client = createClient(OpenAI, 'http://127.0.0.1:9');
    expect(attachOpenAI(client, options as object)).toBe(client);
    expect(isAttached(client)).toBe(true);
    detach(client);
  });
});
