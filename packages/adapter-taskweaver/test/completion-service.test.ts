import { createRecorder, detach, type Message } from '@agentops/core';
import { expect, test } from 'vitest';
import {
  attachCompletionService,
  attachSession,
  type ChatMessage,
  type CompletionService,
} from '../src/index.ts';
import { type Emitter, TestSession } from './host.ts';
import { named, startRecording, tree } from './recording.ts';

const prompt: ChatMessage[] = [{ role: 'user', content: 'hello?' }];

/** Says its chunks; a thrown error is a chunk too. */
class Service implements CompletionService {
  readonly config = { model: 'scripted-1', api_type: 'openai' };
  pulled = 0;
  closed = false;

  constructor(
    readonly chunks: readonly (string | Error)[],
    readonly inside: () => void = () => {},
  ) {}

  async *chatCompletion(_messages: ChatMessage[], _stream = true): AsyncGenerator<ChatMessage> {
    try {
      for (const chunk of this.chunks) {
        this.inside();
        this.pulled++;
        await Promise.resolve();
        if (chunk instanceof Error) throw chunk;
        yield { role: 'assistant', content: chunk };
      }
    } finally {
      this.closed = true;
    }
  }
}

function start(chunks: readonly (string | Error)[], inside?: () => void) {
  const recording = startRecording();
  const { agentops } = recording;
  const session = attachSession(new TestSession('s1'), { agentops });
  const service = attachCompletionService(new Service(chunks, inside), { agentops });
  const ask = (read: (answer: AsyncIterable<ChatMessage>) => Promise<unknown>, role = 'Planner') =>
    session.sendMessage('q', async (emitter: Emitter) => {
      const post = emitter.post(role);
      await read(service.chatCompletion(prompt));
      post.end();
    });
  return { ...recording, session, service, ask };
}

async function readAll(answer: AsyncIterable<ChatMessage>): Promise<string> {
  let text = '';
  for await (const { content } of answer) text += content;
  return text;
}

test('a streamed answer is an LLM call of the role, under its post', async () => {
  const { ask, folded, service } = start(['Hel', 'lo']);
  let text: unknown;
  await ask(async (answer) => {
    text = await readAll(answer);
  });
  expect(text).toBe('Hello');
  expect(service.pulled).toBe(2);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q"
        action Planner by Planner: post
          llm chat scripted-1 by Planner: openai scripted-1, no usage, streamed, "user: hello?" → "Hello"
    "
  `);
  expect(named(folded(), 'llm')).toMatchObject([
    {
      provider: 'openai',
      requestModel: 'scripted-1',
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'hello?' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
      usage: null,
      usageSource: 'none',
      streamed: true,
      timeToFirstChunkMs: expect.any(Number),
    },
  ]);
});

test('a host that stops reading has what it needed: a success, with what it read', async () => {
  const { ask, folded, service } = start(['{"code"', ': 1}', ' more']);
  await ask(async (answer) => {
    for await (const _ of answer) break;
  });
  expect(service).toMatchObject({ pulled: 1, closed: true });
  expect(named(folded(), 'llm')).toMatchObject([
    {
      status: 'ok',
      outputMessages: [{ parts: [{ content: '{"code"' }] }],
    },
  ]);
});

test('an answer that fails half-way keeps its text; the error is the host’s own, and is recorded once', async () => {
  const failure = new TypeError('connection lost');
  const { ask, folded } = start(['Hel', failure]);
  let seen: unknown;
  await ask((answer) =>
    readAll(answer).catch((error) => {
      seen = error;
      throw error;
    }),
  );
  expect(seen).toBe(failure);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [error]: "q"
        action Planner by Planner [error]: post
          llm chat scripted-1 by Planner [error]: openai scripted-1, no usage, streamed, "user: hello?" → "Hel"
            error TypeError by Planner: "connection lost"
          error round_error by Planner: "Cannot process your request due to Exception: connection lost"
    "
  `);
  expect(named(folded(), 'llm')).toMatchObject([
    { outputMessages: [{ parts: [{ content: 'Hel' }] }] },
  ]);
});

test('an abort is not an error', async () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
  const { ask, folded } = start([abort]);
  await ask((answer) => readAll(answer).catch(() => {}));
  expect(named(folded(), 'llm')).toMatchObject([{ status: 'cancelled' }]);
  expect(named(folded(), 'error')).toEqual([]);
});

test('a service that throws at once', async () => {
  const recording = startRecording();
  const { agentops } = recording;
  const session = attachSession(new TestSession('s1'), { agentops });
  const failure = new Error('no key');
  const service = attachCompletionService(
    {
      chatCompletion(): AsyncIterable<ChatMessage> {
        throw failure;
      },
    },
    { agentops },
  );
  await session.sendMessage('q', () => {
    expect(() => service.chatCompletion()).toThrow(failure);
  });
  expect(named(recording.folded(), 'llm')).toMatchObject([{ status: 'error', requestModel: null }]);
});

test('a client’s adapter inside records into the same event, and its messages and numbers hold', async () => {
  const usage = {
    inputTokens: 11,
    outputTokens: 2,
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  };
  const { ask, folded, agentops } = start(['Hel', 'lo'], () => {
    const origin = recorder.locate();
    if (!origin?.claim || origin.claim.hasProvider) return;
    const call = recorder.startLLM(origin, { name: 'chat gpt' }, {}, () => ({
      requestModel: 'gpt-5',
    }));
    call.stream().add({ choice: 0, part: 0, type: 'text', text: 'Hello' });
    call.stream().add({ choice: 0, part: 1, type: 'reasoning', text: 'hm' });
    call.end({ usage, usageSource: 'provider', responseModel: 'gpt-5-2' });
  });
  const source = { adapter: 'x', host: 'openai', hostVersion: '7' };
  const recorder = createRecorder({ source, agentops });
  await ask(readAll);
  expect(named(folded(), 'llm')).toMatchObject([
    {
      name: 'chat scripted-1',
      agent: { name: 'Planner' },
      requestModel: 'gpt-5',
      usage,
      outputMessages: [
        {
          parts: [
            { type: 'text', content: 'Hello' },
            { type: 'reasoning', content: 'hm' },
          ],
        },
      ],
    },
  ]);
});

test('with a client inside, the prompts of a role are whole, call after call', async () => {
  const source = { adapter: 'x', host: 'openai', hostVersion: '7' };
  const { session, folded, agentops } = start([]);
  const recorder = createRecorder({ source, agentops });
  const says = (content: string): Message => ({
    role: 'user',
    parts: [{ type: 'text', content }],
  });
  const service = attachCompletionService(
    {
      async *chatCompletion(messages: ChatMessage[]): AsyncGenerator<ChatMessage> {
        const origin = recorder.locate();
        if (!origin) return;
        const map = () => ({ inputMessages: messages.map(({ content }) => says(String(content))) });
        recorder.startLLM(origin, { name: 'chat' }, {}, map).end();
        yield { role: 'assistant', content: 'ok' };
      },
    },
    { agentops },
  );
  const turns = ['one', 'two', 'three'];
  await session.sendMessage('q', async (emitter) => {
    for (const [index] of turns.entries()) {
      const post = emitter.post('Planner');
      const messages = turns.slice(0, index + 1).map((content) => ({ role: 'user', content }));
      await readAll(service.chatCompletion(messages as ChatMessage[]));
      post.end();
    }
  });
  const calls = named(folded(), 'llm');
  expect(calls.map(({ inputMessages }) => inputMessages)).toEqual(
    turns.map((_, index) => turns.slice(0, index + 1).map(says)),
  );
  expect(calls.map(({ content }) => content)).toEqual([undefined, undefined, undefined]);
});

test('two sessions that share one service do not mix', async () => {
  const { session, service, agentops, folded } = start(['a', 'b', 'c']);
  const other = attachSession(new TestSession('s2'), { agentops });
  const ask = (which: TestSession, role: string) =>
    which.sendMessage('q', async (emitter) => {
      const post = emitter.post(role);
      await readAll(service.chatCompletion(prompt));
      post.end();
    });
  await Promise.all([ask(session, 'Planner'), ask(other, 'CodeInterpreter')]);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q"
        action Planner by Planner: post
          llm chat scripted-1 by Planner: openai scripted-1, no usage, streamed, "user: hello?" → "abc"

    session "s2" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          llm chat scripted-1 by CodeInterpreter: openai scripted-1, no usage, streamed, "user: hello?" → "abc"
    "
  `);
});

test('outside any post: under the round; outside any round: in the session', async () => {
  const { session, service, agentops, folded } = start(['a']);
  attachSession(new TestSession('s2'), { agentops });
  await session.sendMessage('q', async () => {
    await readAll(service.chatCompletion(prompt));
  });
  await readAll(service.chatCompletion(prompt));
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      action round: "q"
        llm chat scripted-1: openai scripted-1, no usage, streamed, "user: hello?" → "a"

    session "s2" open

    session "unattributed" open
      llm chat scripted-1: openai scripted-1, no usage, streamed, "user: hello?" → "a"
    "
  `);
});

test('other shapes of an answer: a promise of one, an iterable, an iterable that is read twice', async () => {
  const recording = startRecording();
  const { agentops } = recording;
  agentops.startSession({ name: 's1' });
  const chunks: ChatMessage[] = [{ role: 'assistant', content: 'hi' }];
  const later = attachCompletionService(
    { chatCompletion: async () => new Service(['late']).chatCompletion(prompt) } as never,
    { agentops },
  ) as { chatCompletion(): Promise<AsyncIterable<ChatMessage>> };
  const list = attachCompletionService({ chatCompletion: () => chunks } as never, {
    agentops,
  }) as { chatCompletion(): ChatMessage[] };
  expect(await readAll(await later.chatCompletion())).toBe('late');
  const answer = list.chatCompletion();
  expect(answer).toBe(chunks);
  expect([...answer, ...answer]).toHaveLength(2);
  expect(
    named(recording.folded(), 'llm').map(({ outputMessages }) => outputMessages),
  ).toMatchObject([[{ parts: [{ content: 'late' }] }], [{ parts: [{ content: 'hi' }] }]]);
});

test('the same object back, once attached, and as before when detached', async () => {
  const { agentops, folded } = startRecording();
  const service = new Service(['a']);
  const answer = service.chatCompletion(prompt);
  expect(attachCompletionService(service, { agentops })).toBe(service);
  expect(attachCompletionService(service, { agentops })).toBe(service);
  const recorded = service.chatCompletion(prompt);
  expect(Object.prototype.toString.call(recorded)).toBe(Object.prototype.toString.call(answer));
  await readAll(recorded);
  expect(named(folded(), 'llm')).toHaveLength(1);
  detach(service);
  expect(Object.hasOwn(service, 'chatCompletion')).toBe(false);
});

test('what cannot be attached is said by name', () => {
  const { agentops, diagnostics } = startRecording();
  attachCompletionService({} as CompletionService, { agentops });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    '@agentops/adapter-taskweaver: the object has no chatCompletion(), so nothing of it is recorded.',
  ]);
});
