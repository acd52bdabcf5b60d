import { expect, test } from 'vitest';
import {
  attachCompletionService,
  attachSession,
  attachTracing,
  type ChatMessage,
  createTracing,
  type Tracing,
} from '../src/index.ts';
import { TestSession } from './host.ts';
import { named, startRecording, tree } from './recording.ts';

function start() {
  const recording = startRecording();
  const { agentops } = recording;
  const session = attachSession(new TestSession('s1'), { agentops });
  return { ...recording, session, tracing: createTracing({ agentops }) };
}

test('spans with their attributes, around rounds and inside of posts', async () => {
  const { session, tracing, agentops, folded } = start();
  const service = attachCompletionService(
    {
      async *chatCompletion(_messages: ChatMessage[]) {
        yield { role: 'assistant' as const, content: 'hi' };
      },
    },
    { agentops },
  );
  await session.sendMessage('q', (emitter) =>
    tracing.startAsCurrentSpan('CodeInterpreter.reply', async () => {
      const post = emitter.post('CodeInterpreter');
      await tracing.startAsCurrentSpan('CodeGenerator.reply', async () => {
        tracing.setSpanAttribute('query', 'find');
        tracing.addPromptSize(10, { direction: 'input' });
        tracing.addPromptSize(5, { direction: 'input' });
        for await (const _ of service.chatCompletion([])) tracing.setSpanAttribute('code', 'x');
      });
      tracing.setSpanStatus('ERROR', 'Code execution failed.');
      post.end();
    }),
  );
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter.reply [error]: span
        action CodeInterpreter by CodeInterpreter: post
          action CodeGenerator.reply by CodeInterpreter: span
            llm chat by CodeInterpreter: unknown provider unknown model, no usage, streamed, "" → "hi"
    "
  `);
  const [generator] = named(folded(), 'action', 'CodeGenerator.reply');
  expect(generator).toMatchObject({
    actionType: 'span',
    attributes: {
      'taskweaver.query': 'find',
      'taskweaver.code': 'x',
      'taskweaver.prompt_size.input': 15,
    },
  });
  const [reply] = named(folded(), 'action', 'CodeInterpreter.reply');
  expect(reply?.attributes['taskweaver.status_message']).toBe('Code execution failed.');
});

test('an exception that the host tells of, and one that it throws, are one error each', async () => {
  const { session, tracing, folded } = start();
  const told = new SyntaxError('bad JSON');
  const thrown = new Error('no');
  await session.sendMessage('q', () => {
    tracing.startAsCurrentSpan('Planner.reply', () => tracing.setSpanException(told));
    expect(() =>
      tracing.startAsCurrentSpan('outer', () =>
        tracing.startAsCurrentSpan('inner', () => {
          throw thrown;
        }),
      ),
    ).toThrow(thrown);
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      action round: "q"
        action Planner.reply [error]: span
          error SyntaxError: "bad JSON"
        action outer [error]: span
          action inner [error]: span
            error Error: "no"
    "
  `);
});

test('a tracing service of the host goes on to do what it did', async () => {
  const { agentops, session, folded } = start();
  const calls: unknown[][] = [];
  const own: Tracing = {
    startAsCurrentSpan(name, fn) {
      calls.push(['start', name]);
      return fn();
    },
    setSpanAttribute: (...args) => void calls.push(args),
    setSpanStatus: (...args) => void calls.push(args),
    setSpanException: (...args) => void calls.push(args),
    addPromptSize: (...args) => void calls.push(args),
    countTokens: (data) => data.length,
  };
  expect(attachTracing(own, { agentops })).toBe(own);
  await session.sendMessage('q', () => {
    expect(
      own.startAsCurrentSpan('Planner.reply', () => {
        own.setSpanAttribute('user_query', 'q');
        return own.countTokens('four');
      }),
    ).toBe(4);
  });
  expect(calls).toEqual([
    ['start', 'Planner.reply'],
    ['user_query', 'q'],
  ]);
  expect(named(folded(), 'action', 'Planner.reply')[0]?.attributes).toEqual({
    'taskweaver.user_query': 'q',
  });
});

test('outside of a span, nothing is recorded and nothing throws', () => {
  const { tracing, folded } = start();
  tracing.setSpanAttribute('a', 1);
  tracing.setSpanStatus('ERROR', 'x');
  tracing.setSpanException(new Error('x'));
  tracing.addPromptSize(3);
  expect(tracing.countTokens('some text')).toBe(0);
  expect(folded().events).toEqual([]);
});
