import { type Diagnostic, defaultAgentOps, fold, readSpool } from '@agentops/core';
import { afterEach, expect, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { createEventHandler } from '../src/index.ts';
import { plannerPost, TestSession } from './host.ts';
import { named, tree } from './recording.ts';

afterEach(() => defaultAgentOps.shutdown());

function read(directory: string) {
  return fold(readSpool(directory).records);
}

async function talk(session: TestSession): Promise<void> {
  await session.sendMessage('q', (emitter) => plannerPost(emitter, 'User', 'a').end());
}

test('loaded by name: the host makes a handler for each session, and hands the session over', async () => {
  const directory = tempDir();
  const config = { 'agentops.directory': directory, 'llm.api_key': 'sk-abc', 'llm.model': 'gpt' };
  const name = '@agentops/adapter-taskweaver';
  const { createEventHandler } = (await import(name)) as typeof import('../src/index.ts');
  const session = new TestSession('s1');
  session.event_emitter.register(createEventHandler(config, session));
  await talk(session);
  await session.stop();
  expect(tree(read(directory))).toMatchInlineSnapshot(`
    "session "s1" Success
      agent Planner
      action round: "q" → "a"
        action Planner by Planner: post, → "a"
    "
  `);
  expect(read(directory).sessions[0]?.attributes['taskweaver.config']).toEqual({
    'agentops.directory': directory,
    'llm.api_key': '[redacted]',
    'llm.model': 'gpt',
  });
});

test('one handler for all sessions, told the session with each event', async () => {
  const directory = tempDir();
  const handler = createEventHandler({ 'agentops.directory': directory });
  const sessions = [new TestSession('s1'), new TestSession('s2')];
  for (const session of sessions) {
    session.event_emitter.register({ handle: (event) => handler.handle(event, session) });
    await talk(session);
    await session.stop();
  }
  expect(tree(read(directory))).toMatchInlineSnapshot(`
    "session "s1" Success
      agent Planner
      action round: "q" → "a"
        action Planner by Planner: post, → "a"

    session "s2" Success
      agent Planner
      action round: "q" → "a"
        action Planner by Planner: post, → "a"
    "
  `);
});

test('told nothing but events, a handler stands for one session', async () => {
  const directory = tempDir();
  const session = new TestSession('s1');
  session.event_emitter.register(createEventHandler({ 'agentops.directory': directory }));
  await talk(session);
  const emitter = session.event_emitter;
  emitter.emit({
    scope: 'session',
    t: 'session_end',
    round_id: null,
    post_id: null,
    msg: '',
    extra: null,
  });
  expect(tree(read(directory))).toMatchInlineSnapshot(`
    "session "TaskWeaver session" Success
      agent Planner
      action round: → "a"
        action Planner by Planner: post, → "a"
    "
  `);
  // The reply is in the events, the query is not.
  expect(named(read(directory), 'action', 'round')).toMatchObject([{ output: 'a' }]);
});

test('`agentops.capture_content`, and a key that is misspelt', async () => {
  const directory = tempDir();
  const diagnostics: Diagnostic[] = [];
  const stop = defaultAgentOps.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  defaultAgentOps.init({ directory, autoStartSession: false, logLevel: 'silent' });
  const config = { 'agentops.capture_content': false, 'agentops.dir': '/x' };
  const session = new TestSession('s1');
  session.event_emitter.register(createEventHandler(config, session));
  await talk(session);
  stop();
  expect(
    diagnostics.map(({ code, message }) => [code, message.includes('"agentops.dir"')]),
  ).toEqual([['config-not-understood', true]]);
  const [round] = named(read(directory), 'action', 'round');
  expect(round).toMatchObject({ content: 'off', status: 'ok' });
  expect(round).not.toHaveProperty('input');
  expect(round).not.toHaveProperty('output');
});

test('switched off, nothing is recorded and nothing is in the way', async () => {
  const directory = tempDir();
  defaultAgentOps.init({ directory, disabled: true });
  const session = new TestSession('s1');
  session.event_emitter.register(createEventHandler({}, session));
  await talk(session);
  await session.stop();
  expect(read(directory).events).toEqual([]);
});

test('an app dir whose session cannot be read, and a session that cannot be extended', async () => {
  const directory = tempDir();
  defaultAgentOps.init({ directory, autoStartSession: false, logLevel: 'silent' });
  const session = new TestSession('s1');
  Object.defineProperty(session, 'memory', {
    get() {
      throw new Error('not now');
    },
  });
  const handler = createEventHandler({}, session);
  const round = { scope: 'round', round_id: 'r', post_id: null, msg: '', extra: null } as const;
  handler.handle({ ...round, t: 'round_start' });
  handler.handle({ ...round, t: 'round_end' });
  const frozen = Object.freeze(new TestSession('s2'));
  createEventHandler({}, frozen).handle({ ...round, t: 'round_start' }, frozen);
  expect(named(read(directory), 'action', 'round')[0]).toMatchObject({ status: 'ok' });
});
