import OpenAI4 from 'openai-4';
import OpenAI7 from 'openai-7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../src/scripted-provider/scripted-provider.ts';
import { collect, TWO_CALLS, USAGE } from './scripted-replies.ts';

const SDKS = [
  // The tests are typed by the newest SDK; what they use of the old one has the same shape.
  { sdk: 'openai 4', OpenAI: OpenAI4 as unknown as typeof OpenAI7 },
  { sdk: 'openai 7', OpenAI: OpenAI7 },
];
const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 7,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 3 },
};
const MODEL = 'gpt-test';
const MESSAGES = [{ role: 'user' as const, content: 'Hi' }];

describe.each(SDKS)('$sdk against the scripted provider', ({ OpenAI }) => {
  let provider: ScriptedProvider;
  let client: OpenAI7;
  /** 4.x has its stream helper under `beta`. */
  let chatStream: OpenAI7['chat']['completions']['stream'];

  beforeEach(async () => {
    provider = await startScriptedProvider();
    client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'sk-test', maxRetries: 0 });
    const completions = (
      'stream' in client.chat.completions
        ? client.chat.completions
        : (client.beta as unknown as OpenAI7).chat.completions
    ) as OpenAI7['chat']['completions'];
    chatStream = completions.stream.bind(completions) as typeof chatStream;
  });
  afterEach(() => provider.close());

  it('completes a chat, with exact usage', async () => {
    provider.push({ text: 'Hello there', usage: USAGE, model: 'gpt-served' });
    const completion = await client.chat.completions.create({ model: MODEL, messages: MESSAGES });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello there' },
    });
    expect(completion.usage).toEqual(CHAT_USAGE);
    expect(completion.model).toBe('gpt-served');
    expect(completion._request_id).toBe('req_1');
    expect(provider.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-test' },
      body: { model: MODEL, messages: MESSAGES },
      status: 200,
      aborted: false,
    });
  });

  it('sends no usage that the script does not have', async () => {
    provider.push({ text: 'a' }, { text: 'b', usage: { inputTokens: 1, outputTokens: 2 } });
    const first = await client.chat.completions.create({ model: MODEL, messages: MESSAGES });
    const second = await client.chat.completions.create({ model: MODEL, messages: MESSAGES });
    expect(first).not.toHaveProperty('usage');
    expect(second.usage).toEqual({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 });
  });

  it('streams a chat, usage only when asked for', async () => {
    provider.push({ text: ['Hel', 'lo'], usage: USAGE }, { text: ['Hel', 'lo'], usage: USAGE });
    const params = { model: MODEL, messages: MESSAGES, stream: true } as const;
    const without = await collect(await client.chat.completions.create(params));
    expect(without.map((chunk) => chunk.choices[0]?.delta.content)).toEqual([
      '',
      'Hel',
      'lo',
      undefined,
    ]);
    expect(without.every((chunk) => !('usage' in chunk))).toBe(true);

    const chunks = await collect(
      await client.chat.completions.create({ ...params, stream_options: { include_usage: true } }),
    );
    expect(chunks).toHaveLength(5);
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: CHAT_USAGE });
    expect(provider.requests[1]?.chunksWritten).toBe(2);
  });

  it("feeds the SDK's chat stream helper: text, parallel tool calls, usage", async () => {
    provider.push({ text: 'Let me look', toolCalls: TWO_CALLS, usage: USAGE });
    const completion = await chatStream({
      model: MODEL,
      messages: MESSAGES,
      stream_options: { include_usage: true },
    }).finalChatCompletion();
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(choice?.message.content).toBe('Let me look');
    expect(
      choice?.message.tool_calls?.map(
        (call) => call.type === 'function' && JSON.parse(call.function.arguments),
      ),
    ).toEqual(TWO_CALLS.map((call) => call.arguments));
    expect(completion.usage).toEqual(CHAT_USAGE);
  });

  it.each([
    { interleaveToolCalls: true, order: [0, 1, 0, 1] },
    { interleaveToolCalls: false, order: [0, 0, 0, 0] },
  ])('alternates the deltas of parallel tool calls: $interleaveToolCalls', async (scripted) => {
    const { interleaveToolCalls, order } = scripted;
    provider.push({ toolCalls: TWO_CALLS, interleaveToolCalls });
    const chunks = await collect(
      await client.chat.completions.create({ model: MODEL, messages: MESSAGES, stream: true }),
    );
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(calls.slice(0, 4).map(({ index }) => index)).toEqual(order);
  });

  it('streams several choices side by side', async () => {
    provider.push({
      choices: [{ text: ['a1', 'a2'] }, { text: ['b1', 'b2'], finishReason: 'length' }],
    });
    const chunks = await collect(
      await client.chat.completions.create({
        model: MODEL,
        messages: MESSAGES,
        n: 2,
        stream: true,
      }),
    );
    const texts = chunks.map(
      ({ choices: [choice] }) => `${choice?.index}:${choice?.delta.content}`,
    );
    expect(texts.slice(2, 6)).toEqual(['0:a1', '1:b1', '0:a2', '1:b2']);
    expect(chunks.slice(-2).map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([
      'stop',
      'length',
    ]);

    provider.push({ choices: [{ text: 'one' }, { text: 'two' }] });
    const final = await chatStream({
      model: MODEL,
      messages: MESSAGES,
      n: 2,
    }).finalChatCompletion();
    expect(final.choices.map((choice) => choice.message.content)).toEqual(['one', 'two']);
  });

  it('sends reasoning text next to the content', async () => {
    provider.push(
      { reasoning: 'I think', text: 'Yes' },
      { reasoning: ['I ', 'think'], text: 'Yes' },
    );
    const whole = await client.chat.completions.create({ model: MODEL, messages: MESSAGES });
    expect(whole.choices[0]?.message).toMatchObject({
      reasoning_content: 'I think',
      content: 'Yes',
    });
    const chunks = await collect(
      await client.chat.completions.create({ model: MODEL, messages: MESSAGES, stream: true }),
    );
    expect(chunks[1]?.choices[0]?.delta).toEqual({ reasoning_content: 'I ' });
  });
});
