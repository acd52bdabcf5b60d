import Anthropic0 from 'anthropic-0-32';
import Anthropic1 from 'anthropic-1';
import OpenAI4 from 'openai-4';
import OpenAI7 from 'openai-7';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../src/scripted-provider/scripted-provider.ts';

interface CallOptions {
  maxRetries?: number;
  signal?: AbortSignal;
}

/** One API of one SDK, reduced to what the faults need. */
interface Caller {
  text(options?: CallOptions): Promise<string>;
  texts(options?: CallOptions): Promise<AsyncIterable<string>>;
}

async function* nonEmpty(texts: AsyncIterable<string | null | undefined>): AsyncGenerator<string> {
  for await (const text of texts) if (text) yield text;
}

/** Texts of a stream; ending early ends the stream, as `break` in a user's loop does. */
async function* mapped<T>(items: AsyncIterable<T>, text: (item: T) => string | null | undefined) {
  for await (const item of items) yield text(item);
}

const messages = [{ role: 'user' as const, content: 'Hi' }];

function chat(OpenAI: typeof OpenAI7) {
  return (provider: ScriptedProvider): Caller => {
    const client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'test', maxRetries: 0 });
    const params = { model: 'm', messages };
    return {
      text: async (options) =>
        (await client.chat.completions.create(params, options)).choices[0]?.message.content ?? '',
      texts: async (options) =>
        nonEmpty(
          mapped(
            await client.chat.completions.create({ ...params, stream: true }, options),
            (chunk) => chunk.choices[0]?.delta.content,
          ),
        ),
    };
  };
}

function responses(OpenAI: typeof OpenAI7) {
  return (provider: ScriptedProvider): Caller => {
    const client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'test', maxRetries: 0 });
    const params = { model: 'm', input: 'Hi' };
    return {
      text: async (options) => (await client.responses.create(params, options)).output_text,
      texts: async (options) =>
        nonEmpty(
          mapped(await client.responses.create({ ...params, stream: true }, options), (event) =>
            event.type === 'response.output_text.delta' ? event.delta : '',
          ),
        ),
    };
  };
}

function anthropic(Anthropic: typeof Anthropic1) {
  return (provider: ScriptedProvider): Caller => {
    const client = new Anthropic({ baseURL: provider.url, apiKey: 'test', maxRetries: 0 });
    const params = { model: 'm', max_tokens: 10, messages };
    return {
      text: async (options) => {
        const [block] = (await client.messages.create(params, options)).content;
        return block?.type === 'text' ? block.text : '';
      },
      texts: async (options) =>
        nonEmpty(
          mapped(await client.messages.create({ ...params, stream: true }, options), (event) =>
            event.type === 'content_block_delta' && event.delta.type === 'text_delta'
              ? event.delta.text
              : '',
          ),
        ),
    };
  };
}

const CALLERS = [
  { name: 'openai 4 chat', connect: chat(OpenAI4 as unknown as typeof OpenAI7) },
  { name: 'openai 7 chat', connect: chat(OpenAI7) },
  { name: 'openai 4 responses', connect: responses(OpenAI4 as unknown as typeof OpenAI7) },
  { name: 'openai 7 responses', connect: responses(OpenAI7) },
  { name: 'anthropic 0.32', connect: anthropic(Anthropic0 as unknown as typeof Anthropic1) },
  { name: 'anthropic 1', connect: anthropic(Anthropic1) },
];

describe.each(CALLERS)('$name: faults of the provider', ({ connect }) => {
  let provider: ScriptedProvider;
  let caller: Caller;

  beforeEach(async () => {
    provider = await startScriptedProvider();
    caller = connect(provider);
  });
  afterEach(() => provider.close());

  /** The texts received, and the error that ended them. */
  async function receive(options?: CallOptions) {
    const received: string[] = [];
    try {
      for await (const text of await caller.texts(options)) received.push(text);
    } catch (error) {
      return { received, error: error as Error };
    }
    return { received, error: undefined };
  }

  it.each([400, 401, 429, 500, 503])('fails with status %i', async (error) => {
    provider.push({ error });
    await expect(caller.text()).rejects.toMatchObject({ status: error });
    expect(provider.requests[0]?.status).toBe(error);
  });

  it('is retried after 429', async () => {
    provider.push({ error: 429, retryAfterMs: 1 }, { text: 'Hello' });
    expect(await caller.text({ maxRetries: 2 })).toBe('Hello');
    expect(provider.requests.map((request) => request.status)).toEqual([429, 200]);
  });

  it('cuts a stream', async () => {
    provider.push({ text: ['a', 'b', 'c'], cutAfterChunks: 2 });
    const { received, error } = await receive();
    expect(received).toEqual(['a', 'b']);
    expect(error).toBeInstanceOf(Error);
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ chunksWritten: 2, aborted: false });
  });

  it('cuts before the first chunk and after the last', async () => {
    provider.push({ text: ['a', 'b'], cutAfterChunks: 0 }, { text: ['a', 'b'], cutAfterChunks: 9 });
    expect(await receive()).toEqual({ received: [], error: expect.any(Error) });
    expect(await receive()).toEqual({ received: ['a', 'b'], error: expect.any(Error) });
  });

  it('cuts a body', async () => {
    provider.push({ text: 'Hello', cutAfterChunks: 1 });
    await expect(caller.text()).rejects.toThrow();
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ status: 200, aborted: false });
  });

  it('reports an error inside a stream', async () => {
    provider.push({
      text: ['a', 'b'],
      error: { status: 500, message: 'Overheated' },
      errorAfterChunks: 1,
    });
    const { received, error } = await receive();
    expect(received).toEqual(['a']);
    expect(JSON.stringify([error?.message, error])).toContain('Overheated');
  });

  it('sends half an event', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    provider.push({ text: ['a', 'b'], malformedAfterChunks: 1 });
    expect(await receive()).toEqual({ received: ['a'], error: expect.any(SyntaxError) });
    vi.restoreAllMocks();
  });

  it('sends raw bytes between events', async () => {
    provider.push({ text: ['a', 'b'], raw: [{ afterChunks: 1, data: ': keep-alive\n\n' }] });
    expect(await receive()).toEqual({ received: ['a', 'b'], error: undefined });
  });

  it('notices a break', async () => {
    provider.push({ text: ['a', 'b', 'c'], hangAfterChunks: 2 });
    for await (const text of await caller.texts()) if (text === 'b') break;
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ aborted: true, chunksWritten: 2 });
  });

  it('stops sending after a break', async () => {
    const text = Array.from({ length: 1000 }, (_, index) => `${index}`);
    provider.push({ text, chunkDelayMs: 2 });
    for await (const _ of await caller.texts()) break;
    const [request] = provider.requests;
    await request?.ended;
    expect(request?.aborted).toBe(true);
    expect(request?.chunksWritten).toBeLessThan(1000);
  });

  it('hangs until the client aborts', async () => {
    provider.push({ hang: true }, { text: ['a', 'b'], hangAfterChunks: 1 });
    const controller = new AbortController();
    const call = caller.text({ signal: controller.signal });
    call.catch(() => {});
    await expect.poll(() => provider.requests.length).toBe(1);
    controller.abort();
    await expect(call).rejects.toThrow('aborted');
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ status: null, aborted: true, bytesWritten: 0 });

    const second = new AbortController();
    for await (const _ of await caller.texts({ signal: second.signal })) second.abort();
    await provider.requests[1]?.ended;
    expect(provider.requests[1]).toMatchObject({ status: 200, aborted: true });
  });

  it('waits before headers and before chunks', async () => {
    const forever = 1_000_000_000;
    provider.push(
      { text: 'a', headersDelayMs: forever },
      { text: 'meanwhile' },
      { text: ['a', 'b'], chunkDelayMs: forever },
      { text: 'meanwhile' },
      { text: ['a', 'b'], headersDelayMs: 1, chunkDelayMs: 1 },
    );
    const controller = new AbortController();
    const waiting = caller.text({ signal: controller.signal }).catch(() => 'aborted');
    await expect.poll(() => provider.requests.length).toBe(1);
    expect(await caller.text()).toBe('meanwhile');
    expect(provider.requests[0]).toMatchObject({ status: null, bytesWritten: 0 });

    await caller.texts({ signal: controller.signal });
    expect(await caller.text()).toBe('meanwhile');
    expect(provider.requests[2]).toMatchObject({ status: 200, chunksWritten: 0 });
    controller.abort();
    expect(await waiting).toBe('aborted');

    const texts: string[] = [];
    for await (const text of await caller.texts()) texts.push(text);
    expect(texts).toEqual(['a', 'b']);
  });

  it('says that the script is exhausted, and is not retried', async () => {
    provider.push({ text: 'Hello' });
    await caller.text();
    await expect(caller.text({ maxRetries: 2 })).rejects.toThrow('script is exhausted');
    expect(provider.requests).toHaveLength(2);
    expect(provider.requests[1]).toMatchObject({
      status: 500,
      scriptError: expect.stringContaining('exhausted'),
    });
  });
});
