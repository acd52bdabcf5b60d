import { detach } from '@agentops/core';
import { expect, test } from 'vitest';
import { attachSession, type TaskWeaverEvent } from '../src/index.ts';
import { type Emitter, plannerPost, TestSession } from './host.ts';
import { named, startRecording, tree } from './recording.ts';

function record(id = 's1', config: Record<string, unknown> = {}) {
  const recording = startRecording();
  const session = attachSession(new TestSession(id, config), { agentops: recording.agentops });
  return { ...recording, session };
}

function codePost(emitter: Emitter, code: string): ReturnType<Emitter['post']> {
  const post = emitter.post('CodeInterpreter');
  post.status('generating code');
  post.attach('reply_type', 'python');
  post.attach('reply_content', ['', code.slice(0, 4), code.slice(4)]);
  post.to('Planner');
  post.status('verifying code');
  post.attach('verification', 'NONE');
  post.attach('code_error', 'No code verification is performed.');
  post.status('executing code');
  return post;
}

test('a round: planner, code interpreter, planner', async () => {
  const { session, folded } = record();
  await session.sendMessage('any anomalies?', (emitter) => {
    plannerPost(emitter, 'CodeInterpreter', 'find them').end();
    const post = codePost(emitter, 'find()');
    post.attach('execution_status', 'SUCCESS');
    post.attach('execution_result', 'two');
    post.attach('artifact_paths', ['/cwd/a.csv', '/cwd/b.csv']);
    post.say('the code gave: two');
    post.end();
    plannerPost(emitter, 'User', 'There are two.').end();
  });
  await session.stop();

  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" Success
      agent Planner
      agent CodeInterpreter
      action round: "any anomalies?" → "There are two."
        action Planner by Planner: post, → "find them"
        action CodeInterpreter by CodeInterpreter: post, → "the code gave: two"
        action Planner by Planner: post, → "There are two."
    "
  `);
  const [round] = named(folded(), 'action', 'round');
  expect(round).toMatchObject({
    actionType: 'round',
    input: 'any anomalies?',
    output: 'There are two.',
    attribution: 'host-id',
    source: { adapter: '@agentops/adapter-taskweaver', host: 'taskweaver' },
  });
  const [first] = named(folded(), 'action', 'Planner');
  expect(first).toMatchObject({
    actionType: 'post',
    output: 'find them',
    attributes: {
      'taskweaver.role': 'Planner',
      'taskweaver.send_to': 'CodeInterpreter',
      'taskweaver.status': ['composing prompt', 'calling LLM endpoint', 'receiving LLM response'],
      'taskweaver.attachment.plan': '1. find anomalies',
      'taskweaver.attachment.shared_memory_entry': 'Add the plan to the shared memory',
      'taskweaver.attachment.shared_memory_entry.extra': { type: 'plan', scope: 'round' },
    },
  });
  const [code] = named(folded(), 'action', 'CodeInterpreter');
  expect(code?.attributes).toMatchObject({
    'taskweaver.attachment.reply_content': 'find()',
    'taskweaver.attachment.artifact_paths': ['/cwd/a.csv', '/cwd/b.csv'],
  });
  expect(folded().sessions[0]?.agents.map(({ name }) => name)).toEqual([
    'Planner',
    'CodeInterpreter',
  ]);
});

test('pieces of text are collected: a post is written when an attachment is complete', async () => {
  const { session, records } = record();
  await session.sendMessage('q', (emitter) => {
    const post = emitter.post('Planner');
    post.attach(
      'plan',
      Array.from({ length: 500 }, (_, index) => `${index} `),
    );
    for (let index = 0; index < 500; index++) post.say(`${index} `, index === 499);
    post.end();
  });
  const updates = (records() as { kind: string }[]).filter(({ kind }) => kind === 'update');
  expect(updates).toHaveLength(1);
});

test('the planner corrects itself: the post failed, the round did not', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    const bad = emitter.post('Planner');
    bad.attach('plan', 'half a pl');
    bad.error('Failed to parse LLM output due to Missing elements: message');
    bad.attach('invalid_response', '{"response": {');
    bad.attach('revise_message', 'Your JSON output has errors.');
    bad.to('Planner');
    bad.end();
    plannerPost(emitter, 'User', 'Hello').end();
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q" → "Hello"
        action Planner by Planner [error]: post, → "Failed to parse LLM output due to Missing elements: message"
          error post_error by Planner: "Failed to parse LLM output due to Missing elements: message"
        action Planner by Planner: post, → "Hello"
    "
  `);
  const [bad] = named(folded(), 'action', 'Planner');
  expect(bad?.attributes).toMatchObject({
    'taskweaver.send_to': 'Planner',
    'taskweaver.attachment.plan': null,
    'taskweaver.attachment.invalid_response': '{"response": {',
  });
  const [error] = named(folded(), 'error');
  expect(error).toMatchObject({ triggerEventId: bad?.id, triggerEventType: 'action' });
});

test('a role throws: no post_end comes, and the error stands under its post', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    plannerPost(emitter, 'CodeInterpreter', 'do').end();
    emitter.post('CodeInterpreter').status('generating code');
    throw new Error('the provider is down');
  });
  await session.stop();
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" Fail because "the last round failed"
      agent Planner
      agent CodeInterpreter
      action round [error]: "q"
        action Planner by Planner: post, → "do"
        action CodeInterpreter by CodeInterpreter [error]: post
          error round_error by CodeInterpreter: "Cannot process your request due to Exception: the provider is down"
    "
  `);
  expect(named(folded(), 'error')[0]?.stack).toMatch(/^Error: the provider is down\n/);
  expect(named(folded(), 'action', 'round')[0]).not.toHaveProperty('output');
});

test('a failure between posts is the round’s', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    plannerPost(emitter, 'CodeInterpreter', 'do').end();
    throw new Error('Internal chat round number exceeds the limit of 10');
  });
  const [error] = named(folded(), 'error');
  expect(error?.triggerEventId).toBe(named(folded(), 'action', 'round')[0]?.id);
});

test('code fails to run or to pass the check, and is written again', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    const unchecked = codePost(emitter, 'import os');
    unchecked.attach('verification', 'INCORRECT');
    unchecked.attach('code_error', 'os is not allowed');
    unchecked.to('CodeInterpreter');
    unchecked.end();
    const failing = codePost(emitter, 'find(1)');
    failing.attach('execution_status', 'FAILURE');
    failing.attach('execution_result', 'TypeError: 1');
    failing.to('CodeInterpreter');
    failing.end();
    const good = codePost(emitter, 'find()');
    good.attach('execution_status', 'SUCCESS');
    good.end();
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter [error]: post
          error verification_incorrect by CodeInterpreter: "os is not allowed"
        action CodeInterpreter by CodeInterpreter [error]: post
          error execution_failure by CodeInterpreter: "TypeError: 1"
        action CodeInterpreter by CodeInterpreter: post
    "
  `);
});

test('post_end twice, with updates in between and after', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    const post = emitter.post('CLIAgent');
    post.attach('reply_content', 'ls');
    post.end();
    post.attach('execution_status', 'FAILURE');
    post.attach('execution_result', 'no such command');
    post.say('ls failed');
    post.to('User');
    post.end();
    post.status('late');
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CLIAgent
      action round: "q" → "ls failed"
        action CLIAgent by CLIAgent [error]: post, → "ls failed"
          error execution_failure by CLIAgent: "no such command"
    "
  `);
  expect(named(folded(), 'action', 'CLIAgent')).toMatchObject([
    {
      output: 'ls failed',
      attributes: { 'taskweaver.send_to': 'User', 'taskweaver.status': ['late'] },
    },
  ]);
  expect(named(folded(), 'action', 'round')[0]?.output).toBe('ls failed');
});

test('a round that was interrupted is cancelled, with the post that was being written', async () => {
  const { session, folded } = record();
  const emitter = session.event_emitter;
  const user_query = 'q';
  session.memory.conversation.rounds.push({ id: 'r', user_query, state: 'created', post_list: [] });
  emitter.roundId = 'r';
  emitter.round('round_start');
  emitter.post('Planner').status('calling LLM endpoint');
  emitter.round('round_end');
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [cancelled]: "q"
        action Planner by Planner [cancelled]: post
    "
  `);
});

test('a stop in the middle of a round, and a second stop', async () => {
  const { session, folded, diagnostics } = record();
  let stopped: Promise<void> | undefined;
  await session.sendMessage('q', (emitter) => {
    emitter.post('Planner');
    stopped = session.stop();
    return stopped;
  });
  await session.stop();
  expect(session.stopped).toBe(2);
  expect(folded().sessions[0]).toMatchObject({
    endState: 'Indeterminate',
    endStateReason: 'the last round was interrupted',
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" Indeterminate because "the last round was interrupted"
      agent Planner
      action round [cancelled]: "q"
        action Planner by Planner [cancelled]: post
    "
  `);
  expect(diagnostics).toEqual([]);
});

test('registered twice, each event is recorded once', async () => {
  const { session, folded, agentops } = record();
  attachSession(session, { agentops });
  const [handler] = session.event_emitter.handlers;
  if (handler) session.event_emitter.register(handler);
  await session.sendMessage('q', (emitter) => plannerPost(emitter, 'User', 'a').end());
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q" → "a"
        action Planner by Planner: post, → "a"
    "
  `);
  expect(named(folded(), 'action', 'Planner')[0]?.attributes['taskweaver.attachment.plan']).toBe(
    '1. find anomalies',
  );
});

test('detaching gives the session back as it was; a round under way is recorded to its end', async () => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    const post = plannerPost(emitter, 'User', 'a');
    expect(detach(session)).toEqual([]);
    post.end();
  });
  await Promise.resolve();
  await session.sendMessage('q2', (emitter) => plannerPost(emitter, 'User', 'b').end());
  expect(Object.keys(session)).not.toContain('sendMessage');
  expect(Object.hasOwn(session, 'stop')).toBe(false);
  expect(session.event_emitter.handlers).toEqual([]);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q" → "a"
        action Planner by Planner: post, → "a"
    "
  `);
});

test.each([
  ['no extra', { t: 'post_start', extra: null }],
  ['an update of nothing', { t: 'post_attachment_update', extra: undefined }],
  ['an unknown event', { t: 'post_something_new', extra: {} }],
  ['a getter that throws', Object.defineProperty({ t: 'post_start' }, 'extra', { get: fail })],
])('never throws into the host: %s', async (_name, event) => {
  const { session, folded } = record();
  await session.sendMessage('q', (emitter) => {
    const post_id = 'post-x';
    const scope = 'post';
    const round_id = emitter.roundId;
    emitter.emit(Object.assign(event, { scope, round_id, post_id, msg: '' }) as TaskWeaverEvent);
    plannerPost(emitter, 'User', 'well').end();
  });
  expect(named(folded(), 'action', 'round')).toMatchObject([{ status: 'ok', output: 'well' }]);
});

function fail(): never {
  throw new Error('no');
}

test('two sessions at once do not mix, and each knows its own settings', async () => {
  const {
    session: one,
    agentops,
    folded,
  } = record('s1', { 'llm.api_type': 'anthropic', model: 'c' });
  const two = attachSession(new TestSession('s2', { 'llm.model': 'g' }), { agentops });
  const talk = (session: TestSession) =>
    session.sendMessage(`query of ${session.session_id}`, async (emitter) => {
      const post = plannerPost(emitter, 'CodeInterpreter', 'do');
      await new Promise(setImmediate);
      post.end();
      await new Promise(setImmediate);
      plannerPost(emitter, 'User', `reply of ${session.session_id}`).end();
    });
  await Promise.all([talk(one), talk(two)]);
  await Promise.all([one.stop(), two.stop()]);
  const rounds = named(folded(), 'action', 'round');
  const [a, b] = folded().sessions;
  expect(rounds.map(({ sessionId, input, output }) => [sessionId, input, output])).toEqual([
    [a?.id, 'query of s1', 'reply of s1'],
    [b?.id, 'query of s2', 'reply of s2'],
  ]);
  expect(a?.attributes).toMatchObject({
    'taskweaver.session_id': 's1',
    'taskweaver.app_dir': '/app',
    'taskweaver.workspace': '/app/workspace/s1',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'c',
  });
  expect(b?.attributes).toMatchObject({
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'g',
  });
});

test('with content capture off no content is left anywhere', async () => {
  const recording = startRecording();
  const session = attachSession(new TestSession('s1', { 'llm.model': 'PRIVATE' }), {
    agentops: recording.agentops,
    captureContent: false,
  });
  await session.sendMessage('PRIVATE question', (emitter) => {
    const post = plannerPost(emitter, 'User', 'PRIVATE');
    post.attach('execution_status', 'FAILURE');
    post.attach('execution_result', 'PRIVATE');
    post.end();
    throw new Error('PRIVATE');
  });
  await session.stop();
  expect(JSON.stringify(recording.records())).not.toContain('PRIVATE question');
  const text = JSON.stringify(
    recording
      .records()
      .filter((record) => !JSON.stringify(record).includes('gen_ai.request.model')),
  );
  expect(text).not.toContain('PRIVATE');
  expect(tree(recording.folded())).toContain('action Planner by Planner [error]');
});
