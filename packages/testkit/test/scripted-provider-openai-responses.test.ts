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
const RESPONSES_USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 27,
};
const MODEL = 'gpt-test';

describe.each(SDKS)('$sdk against the scripted provider', ({ OpenAI }) => {
  let provider: ScriptedProvider;
  let client: OpenAI7;

  beforeEach(async () => {
    provider = await startScriptedProvider();
    client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'sk-test', maxRetries: 0 });
  });
  afterEach(() => provider.close());

  it('creates a response, with exact usage', async () => {
    provider.push({ reasoning: 'Hm', text: 'Hello', toolCalls: TWO_CALLS, usage: USAGE });
    const response = await client.responses.create({ model: MODEL, input: 'Hi' });
    expect(response.output_text).toBe('Hello');
    expect(response.status).toBe('completed');
    expect(response.output.map((item) => item.type)).toEqual([
      'reasoning',
      'message',
      'function_call',
      'function_call',
    ]);
    expect(response.usage).toEqual(RESPONSES_USAGE);
  });

  it('streams a response in the order of the real API', async () => {
    provider.push({
      reasoning: 'Hm',
      text: ['Hel', 'lo'],
      toolCalls: [{ name: 'f', arguments: {} }],
      usage: USAGE,
    });
    const events = await collect(
      await client.responses.create({ model: MODEL, input: 'Hi', stream: true }),
    );
    expect(events.map((event) => event.type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)).toMatchObject({
      response: { status: 'completed', usage: RESPONSES_USAGE },
    });
  });

  it("feeds the SDK's response stream helper", async () => {
    provider.push({
      reasoning: 'Hm, well',
      text: 'Hello there',
      toolCalls: TWO_CALLS,
      usage: USAGE,
    });
    const stream = client.responses.stream({ model: MODEL, input: 'Hi' });
    const response = await stream.finalResponse();
    expect(response.output.find((item) => item.type === 'message')?.content).toMatchObject([
      { type: 'output_text', text: 'Hello there' },
    ]);
    const calls = response.output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
    expect(calls.map((call) => [call.call_id, call.name, JSON.parse(call.arguments)])).toEqual(
      TWO_CALLS.map((call) => [call.id, call.name, call.arguments]),
    );
    expect(response.usage).toEqual(RESPONSES_USAGE);
  });

  it.each([
    { finishReason: 'length', type: 'response.incomplete', status: 'incomplete' },
    { finishReason: 'content_filter', type: 'response.incomplete', status: 'incomplete' },
    { finishReason: 'error', type: 'response.failed', status: 'failed' },
  ])('ends a response for the reason $finishReason', async ({ finishReason, type, status }) => {
    provider.push({ text: 'a', finishReason }, { text: 'a', finishReason });
    const whole = await client.responses.create({ model: MODEL, input: 'Hi' });
    expect(whole.status).toBe(status);
    const events = await collect(
      await client.responses.create({ model: MODEL, input: 'Hi', stream: true }),
    );
    expect(events.at(-1)).toMatchObject({ type, response: { status } });
  });

  it('embeds, as numbers and as base64', async () => {
    const embeddings = [
      [0.5, -0.25, 3],
      [1, 2, 4],
    ];
    provider.push({ embeddings, usage: { inputTokens: 9 } }, { embeddings }, {});
    const params = { model: 'embed-test', input: ['a', 'b'] };
    const decoded = await client.embeddings.create(params);
    expect(provider.requests[0]?.body.encoding_format).toBe('base64');
    expect(decoded.data.map((item) => [...item.embedding])).toEqual(embeddings);
    expect(decoded.usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
    const floats = await client.embeddings.create({ ...params, encoding_format: 'float' });
    expect(floats.data.map((item) => item.embedding)).toEqual(embeddings);
    expect((await client.embeddings.create(params)).data).toHaveLength(2);
  });
});
