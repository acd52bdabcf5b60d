import { expect, test } from 'vitest';
import { attachPluginRunner, attachSession, runOptionsOf, sessionOf } from '../src/index.ts';
import { TestSession } from './host.ts';
import { named, startRecording, tree } from './recording.ts';

type Plugin = (...args: never[]) => unknown;

function start(plugins: Record<string, Plugin>) {
  const recording = startRecording();
  const { agentops } = recording;
  const session = attachSession(new TestSession('s1'), { agentops });
  const runner = attachPluginRunner(
    {
      run(plugin: string, args: readonly unknown[], _context?: { execution_id?: string }): unknown {
        return (plugins[plugin] as (...all: readonly unknown[]) => unknown)(...args);
      },
    },
    { agentops },
  );
  return { ...recording, session, runner };
}

test('a call, with arguments and result, under the post whose code it is', async () => {
  const { session, runner, folded } = start({ sum: (a: number, b: number) => a + b });
  let result: unknown;
  await session.sendMessage('q', (emitter) => {
    const post = emitter.post('CodeInterpreter');
    result = runner.run('sum', [1, 2], { execution_id: post.id });
    post.end();
  });
  expect(result).toBe(3);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          tool sum by CodeInterpreter: plugin, [1,2] → 3
    "
  `);
  expect(named(folded(), 'tool')).toMatchObject([
    {
      kind: 'plugin',
      arguments: [1, 2],
      result: 3,
      attributes: { 'taskweaver.execution_id': 'post-1' },
    },
  ]);
});

test('an error is the host’s own, and is recorded under the call', async () => {
  const failure = new RangeError('no such column');
  const { session, runner, folded } = start({
    find: () => {
      throw failure;
    },
    findLater: async () => {
      throw failure;
    },
  });
  await session.sendMessage('q', async (emitter) => {
    const post = emitter.post('CodeInterpreter');
    expect(() => runner.run('find', [])).toThrow(failure);
    await expect(runner.run('findLater', [])).rejects.toBe(failure);
    post.end();
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          tool find by CodeInterpreter [error]: plugin, []
            error RangeError by CodeInterpreter: "no such column"
          tool findLater by CodeInterpreter [error]: plugin, []
    "
  `);
});

test('calls within calls, and calls at once', async () => {
  const { session, runner, folded } = start({
    outer: async (name: string) => {
      await Promise.resolve();
      return runner.run('inner', [name]);
    },
    inner: async (name: string) => `inner ${name}`,
  });
  await session.sendMessage('q', async (emitter) => {
    const post = emitter.post('CodeInterpreter');
    const results = await Promise.all([runner.run('outer', ['a']), runner.run('outer', ['b'])]);
    expect(results).toEqual(['inner a', 'inner b']);
    post.end();
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          tool outer by CodeInterpreter: plugin, ["a"] → "inner a"
            tool inner by CodeInterpreter: plugin, ["a"] → "inner a"
          tool outer by CodeInterpreter: plugin, ["b"] → "inner b"
            tool inner by CodeInterpreter: plugin, ["b"] → "inner b"
    "
  `);
  const outer = named(folded(), 'tool', 'outer');
  for (const inner of named(folded(), 'tool', 'inner')) {
    const parent = outer.find(({ id }) => id === inner.parentId);
    expect(inner.arguments).toEqual(parent?.arguments);
  }
});

test('a call that comes late is told to its own post by its execution id', async () => {
  const { session, runner, folded } = start({ slow: () => 'done' });
  await session.sendMessage('q', (emitter) => {
    const first = emitter.post('CodeInterpreter');
    first.end();
    const second = emitter.post('Planner');
    runner.run('slow', [], { execution_id: first.id });
    second.end();
  });
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      agent Planner
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          tool slow by CodeInterpreter: plugin, [] → "done"
        action Planner by Planner: post
    "
  `);
});

test('in another process: with what `runOptionsOf` says, under the post here', async () => {
  const { session, runner, folded, agentops } = start({ sum: () => 3 });
  attachSession(new TestSession('s2'), { agentops });
  let options = {};
  await session.sendMessage('q', (emitter) => {
    const post = emitter.post('CodeInterpreter');
    options = JSON.parse(JSON.stringify(runOptionsOf(session, post.id)));
    post.end();
  });
  // Here nothing but the session is known, as it is there.
  await sessionOf(session)?.run(() => runner.run('sum', []), options);
  expect(tree(folded())).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round: "q"
        action CodeInterpreter by CodeInterpreter: post
          tool sum by CodeInterpreter: plugin, [] → 3

    session "s2" open
    "
  `);
});
