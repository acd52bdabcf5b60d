import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import OpenAI from 'openai-7';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ScriptedProvider,
  type ScriptedProviderOptions,
  startScriptedProvider,
} from '../src/scripted-provider/scripted-provider.ts';

const SOURCE = new URL('../src/scripted-provider/scripted-provider.ts', import.meta.url).href;
let provider: ScriptedProvider;
afterEach(() => provider.close());

async function start(options?: ScriptedProviderOptions): Promise<void> {
  provider = await startScriptedProvider(options);
}

function post(path: string, body: unknown = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${provider.url}${path}`, { method: 'POST', body: text });
}

async function ask(content: string): Promise<string | null | undefined> {
  const client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'test', maxRetries: 0 });
  const messages = [{ role: 'user' as const, content }];
  const completion = await client.chat.completions.create({ model: 'm', messages });
  return completion.choices[0]?.message.content;
}

describe('the script', () => {
  const asks = (word: string) => (request: { body: object }) =>
    JSON.stringify(request.body).includes(word);

  it('gives replies to the requests that they are meant for, the rest in order', async () => {
    await start({
      replies: [
        { text: 'first' },
        (request) => ({ text: `second, request ${request.index + 1}` }),
        { when: asks('cats'), reply: { text: 'meow' }, times: 2 },
        { when: asks('dogs'), reply: () => ({ text: 'woof' }) },
      ],
    });
    expect(await ask('cats')).toBe('meow');
    expect(await ask('?')).toBe('first');
    expect(await ask('dogs')).toBe('woof');
    expect(await ask('dogs')).toBe('second, request 4');
    expect(provider.remainingReplies).toBe(1);
    expect(await ask('cats')).toBe('meow');
    await expect(ask('cats')).rejects.toThrow('request 6 (POST /v1/chat/completions)');
  });

  it('keeps concurrent sessions apart', async () => {
    await start({
      replies: Array.from({ length: 20 }, (_, n) => ({
        when: asks(`session ${n}.`),
        reply: { text: `${n}`, headersDelayMs: n % 3 },
      })),
    });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`session ${n}.`)));
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => `${n}`));
  });

  it('asks a function last, which may take its time', async () => {
    await start({ replies: async ({ body }) => ({ text: `model ${body.model}` }) });
    provider.push({ text: 'listed' });
    expect(await ask('?')).toBe('listed');
    expect(await ask('?')).toBe('model m');
    provider.script(() => undefined);
    await expect(ask('?')).rejects.toThrow('exhausted');
    provider.script(() => {
      throw new Error('broken script');
    });
    await expect(ask('?')).rejects.toThrow('broken script');
    expect(provider.requests.at(-1)?.scriptError).toBe('broken script');
  });

  it('says so when the API cannot say what is scripted', async () => {
    await start({ replies: () => ({ choices: [{ text: 'a' }, { text: 'b' }] }) });
    expect(await (await post('/v1/responses')).json()).toMatchObject({
      error: { message: 'The Responses API has one answer per reply, the script has 2.' },
    });
    expect((await post('/v1/messages', { stream: true })).status).toBe(500);
  });
});

describe('the server', () => {
  it.each([
    '/v1/chat/completions',
    '/chat/completions',
    '/openai/deployments/d/chat/completions?api-version=1',
  ])('finds the API behind %s', async (path) => {
    await start({ replies: [{ text: 'Hello' }] });
    expect(await (await post(path)).json()).toMatchObject({ object: 'chat.completion' });
  });

  it('answers what it does not know with 404, broken JSON with 400, too much with 413', async () => {
    await start({ maxBodyBytes: 100, replies: () => ({ text: 'Hello' }) });
    expect((await post('/v1/nothing')).status).toBe(404);
    expect((await fetch(`${provider.url}/v1/messages`)).status).toBe(404);
    expect((await post('/v1/messages', '{')).status).toBe(400);
    expect((await post('/v1/messages', '[]')).status).toBe(400);
    expect((await post('/v1/messages', { pad: 'x'.repeat(1_000_000) })).status).toBe(413);
    expect((await post('/v1/messages', { pad: 'x' })).status).toBe(200);
    expect(provider.requests.map((request) => request.scriptError)).toEqual(Array(6).fill(null));
  });

  it('records a client that leaves before its body is complete', async () => {
    await start();
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1');
    const begun = 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{';
    // Not before it was really sent, however busy the machine is.
    socket.write(begun, () => setTimeout(() => socket.destroy(), 20));
    await expect.poll(() => provider.requests.length).toBe(1);
    await provider.requests[0]?.ended;
    expect(provider.requests[0]).toMatchObject({ aborted: true, body: {}, scriptError: null });
  });

  it('breaks everything off on close, which is not the doing of the client', async () => {
    await start({ replies: [{ hang: true }, { text: ['a', 'b'], hangAfterChunks: 1 }] });
    const call = post('/v1/messages').catch((error: unknown) => error);
    await expect.poll(() => provider.requests.length).toBe(1);
    const stream = await post('/v1/messages', { stream: true });
    const idle = connect(Number(new URL(provider.url).port), '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve).resume());
    await new Promise((resolve) => idle.once('connect', resolve));
    await provider.close();
    await provider.close();
    expect(await call).toBeInstanceOf(TypeError);
    await expect(stream.text()).rejects.toThrow('terminated');
    await idleClosed;
    await Promise.all(provider.requests.map((request) => request.ended));
    expect(provider.requests.map((request) => request.aborted)).toEqual([false, false]);
  });

  it('lets the process end, and closes with it still running', async () => {
    await start();
    const run = (code: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
        timeout: 30_000,
      });
    const begin = `import { startScriptedProvider } from ${JSON.stringify(SOURCE)};
      const provider = await startScriptedProvider({ replies: () => ({ text: 'Hello', headersDelayMs: 50 }) });
      const call = () => fetch(provider.url + '/v1/messages', { method: 'POST', body: '{}' });
      console.log((await (await call()).json()).content[0].text);`;
    expect((await run(begin)).stdout).toBe('Hello\n');
    const closing = `${begin}\nawait provider.close(); console.log('closed');`;
    expect((await run(closing)).stdout).toBe('Hello\nclosed\n');
  });
});
