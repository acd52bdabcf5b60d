import Anthropic0 from 'anthropic-0-32';
import Anthropic1 from 'anthropic-1';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../src/scripted-provider/scripted-provider.ts';
import { collect, USAGE } from './scripted-replies.ts';

const SDKS = [
  // The tests are typed by the newest SDK; what they use of the old one has the same shape.
  { sdk: 'anthropic 0.32', Anthropic: Anthropic0 as unknown as typeof Anthropic1 },
  { sdk: 'anthropic 1', Anthropic: Anthropic1 },
];
const MESSAGES_USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 2,
  cache_read_input_tokens: 8,
  output_tokens: 7,
  output_tokens_details: { thinking_tokens: 3 },
};
const PARAMS = {
  model: 'claude-test',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
};
const FULL_REPLY = {
  reasoning: ['Let me ', 'think'],
  text: 'I will look',
  toolCalls: [
    { id: 'toolu_a', name: 'get_weather', arguments: { city: 'Paris', unit: '°C 🌡' } },
    { id: 'toolu_b', name: 'get_time', arguments: {} },
  ],
  usage: USAGE,
};
const FULL_CONTENT = [
  { type: 'thinking', thinking: 'Let me think', signature: 'c2NyaXB0ZWQ=' },
  { type: 'text', text: 'I will look' },
  { type: 'tool_use', id: 'toolu_a', name: 'get_weather', input: { city: 'Paris', unit: '°C 🌡' } },
  { type: 'tool_use', id: 'toolu_b', name: 'get_time', input: {} },
];

describe.each(SDKS)('$sdk against the scripted provider', ({ sdk, Anthropic }) => {
  let provider: ScriptedProvider;
  let client: Anthropic1;

  beforeEach(async () => {
    provider = await startScriptedProvider();
    client = new Anthropic({ baseURL: provider.anthropicBaseUrl, apiKey: 'test', maxRetries: 0 });
  });
  afterEach(() => provider.close());

  it('creates a message, with exact usage', async () => {
    provider.push({ ...FULL_REPLY, model: 'claude-served' });
    const message = await client.messages.create(PARAMS);
    expect(message).toMatchObject({
      model: 'claude-served',
      role: 'assistant',
      stop_reason: 'tool_use',
    });
    expect(message.content).toEqual(FULL_CONTENT);
    expect(message.usage).toEqual(MESSAGES_USAGE);
    expect(provider.requests[0]).toMatchObject({
      path: '/v1/messages',
      headers: { 'anthropic-version': expect.any(String) },
    });
  });

  it('streams a message in the order of the real API, counts cumulative', async () => {
    provider.push({ reasoning: 'Hm', text: ['Hel', 'lo'], usage: USAGE, finishReason: 'length' });
    const events = await collect(await client.messages.create({ ...PARAMS, stream: true }));
    expect(events.map((event) => event.type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const { output_tokens_details: _, ...counts } = MESSAGES_USAGE;
    expect(events[0]).toMatchObject({
      message: { usage: { ...counts, output_tokens: 1 }, content: [] },
    });
    expect(events.at(-2)).toEqual({
      type: 'message_delta',
      delta: { stop_reason: 'max_tokens', stop_sequence: null },
      usage: MESSAGES_USAGE,
    });
  });

  it("feeds the SDK's message stream helper: text, tool use, usage", async () => {
    // 0.32 knows no thinking blocks: its helper keeps them as they start.
    const { reasoning, ...withoutThinking } = FULL_REPLY;
    const thinks = sdk === 'anthropic 1';
    provider.push(thinks ? { ...withoutThinking, reasoning } : withoutThinking);
    const message = await client.messages.stream(PARAMS).finalMessage();
    expect(message.content).toMatchObject(thinks ? FULL_CONTENT : FULL_CONTENT.slice(1));
    expect(message.stop_reason).toBe('tool_use');
    expect(message.usage.output_tokens).toBe(7);
    if (thinks) expect(message.usage).toEqual(MESSAGES_USAGE);
  });

  it('sends pings and answers the beta path', async () => {
    provider.push({ text: 'Hello' });
    const response = await fetch(`${provider.anthropicBaseUrl}/v1/messages?beta=true`, {
      method: 'POST',
      body: JSON.stringify({ ...PARAMS, stream: true }),
    });
    expect(await response.text()).toContain('event: ping\ndata: {"type":"ping"}\n\n');
    expect(provider.requests[0]).toMatchObject({ path: '/v1/messages', query: 'beta=true' });

    provider.push({ text: 'Hello beta' });
    const message = await client.beta.messages.create(PARAMS);
    expect(message.content).toEqual([{ type: 'text', text: 'Hello beta' }]);
  });

  it('can be silent about usage', async () => {
    provider.push({ text: 'Hello' }, { text: 'Hello', usage: null });
    expect((await client.messages.create(PARAMS)).usage).toEqual({});
    const final = await client.messages.stream(PARAMS).finalMessage();
    expect(final.usage.output_tokens).toBeUndefined();
  });

  it.each([
    { status: 400, type: 'invalid_request_error' },
    { status: 401, type: 'authentication_error' },
    { status: 429, type: 'rate_limit_error' },
    { status: 500, type: 'api_error' },
    { status: 529, type: 'overloaded_error' },
  ])('fails with $status as $type', async ({ status, type }) => {
    provider.push({ error: status });
    const error = await client.messages.create(PARAMS).then(undefined, (reason) => reason);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status, error: { type: 'error', error: { type } } });
  });

  it('reports an error in the middle of a stream', async () => {
    provider.push({ text: ['Hel', 'lo'], error: 529, errorAfterChunks: 1 });
    const texts: string[] = [];
    const stream = client.messages.stream(PARAMS).on('text', (text) => texts.push(text));
    await expect(stream.finalMessage()).rejects.toThrow('overloaded_error');
    expect(texts).toEqual(['Hel']);
    expect(provider.requests[0]).toMatchObject({ status: 200, aborted: false });
  });

  it('refuses counts that cannot be', async () => {
    provider.push({
      text: 'a',
      usage: { inputTokens: 1, outputTokens: 1, cacheReadInputTokens: 2 },
    });
    await expect(client.messages.create(PARAMS)).rejects.toThrow('cached tokens included');
  });
});
