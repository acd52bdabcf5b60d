import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import type { Session } from '../../src/session/session.ts';
import { runChild } from '../child.ts';
import { readDirectory, withSessions } from '../recording.ts';

function parent() {
  const setup = withSessions(2);
  return { ...setup, first: setup.sessions[0] as Session, second: setup.sessions[1] as Session };
}

describe('session.env', () => {
  it('names the session, the event that runs, the owner, and an absolute directory', () => {
    const { first, recording } = parent();
    const writer = recording.read().session(first.id).owner;
    expect(first.env()).toEqual({
      AGENTOPS_CONTEXT: `${first.id};;${writer}`,
      AGENTOPS_DIR: recording.directory,
    });
    expect(isAbsolute(first.env().AGENTOPS_DIR as string)).toBe(true);
    const tool = first.startTool('spawn');
    const inside = tool.run(() => first.env());
    expect(inside.AGENTOPS_CONTEXT).toBe(`${first.id};${tool.id};${writer}`);
  });
});

describe('a child process that was started with session.env()', () => {
  it('joins the session: its events stand there, under the event of the parent', async () => {
    const { first, recording } = parent();
    const spawn = first.startTool('spawn');
    const child = await spawn.run(() => runChild('join.mjs', { env: first.env() }));
    spawn.end();
    expect(child).toMatchObject({ code: 0, stdout: `{"result":"${first.id}"}\n` });
    const read = recording.read();
    expect(read.sessions).toHaveLength(2);
    expect(read.event('child tool')).toMatchObject({
      sessionId: first.id,
      parentId: spawn.id,
      attribution: 'context',
      arguments: ['x'],
      result: 'X',
    });
    expect(read.session(first.id).tags).toEqual(['from the child']);
  });

  it('does not end the session, by hand or by its exit: only the owner does', async () => {
    const { first, recording } = parent();
    await runChild('join.mjs', { env: first.env() });
    expect(recording.read().session(first.id).endState).toBeUndefined();
    first.end({ endState: 'Success' });
    expect(recording.read().session(first.id).endState).toBe('Success');
  });

  it('joins too when it never calls init', async () => {
    const { first, recording } = parent();
    await runChild('join.mjs', { env: first.env(), args: ['traced call alone'] });
    expect(recording.read().event('child tool')).toMatchObject({
      sessionId: first.id,
      attribution: 'context',
    });
  });

  it('can have sessions of its own beside, and endAll ends those alone', async () => {
    const { first, recording } = parent();
    const child = await runChild('join.mjs', { env: first.env(), args: ['its own'] });
    expect(child.stdout).toBe('{"result":0}\n');
    const read = recording.read();
    expect(read.sessions).toHaveLength(3);
    expect(read.session(first.id).endState).toBeUndefined();
  });

  it('hands the session down to its own children', async () => {
    const { first, recording } = parent();
    const child = await runChild('join.mjs', { env: first.env(), args: ['grandchild'] });
    const env = JSON.parse(child.stdout.split('\n')[0] as string);
    await runChild('join.mjs', { env, args: ['traced call alone'] });
    const tools = recording.read().events.filter(({ name }) => name === 'child tool');
    expect(tools.map(({ sessionId }) => sessionId)).toEqual([first.id, first.id]);
    expect(tools[1]?.parentId).toBe(tools[0]?.id);
    expect(env.AGENTOPS_CONTEXT).toContain(recording.read().session(first.id).owner);
  });

  it('stays in its own session when two run at once', async () => {
    const { first, second, recording } = parent();
    await Promise.all(
      [first, second].map((session) =>
        session.run(() => runChild('join.mjs', { env: session.env() })),
      ),
    );
    const tools = recording.read().events.filter(({ name }) => name === 'child tool');
    expect(tools.map(({ sessionId }) => sessionId).sort()).toEqual([first.id, second.id].sort());
    expect(recording.read().sessions).toHaveLength(2);
  });

  it('says who started it', async () => {
    const { first, recording } = parent();
    await runChild('join.mjs', { env: first.env() });
    const { owner } = recording.read().session(first.id);
    const children = recording.read().writers.filter(({ info }) => info?.parentWriter === owner);
    expect(children).toHaveLength(1);
  });
});

describe('an AGENTOPS_CONTEXT that session.env() did not make', () => {
  it.each(['nonsense', ';;', 'a;b;c', `${'0'.repeat(36)};;x`])(
    'is diagnosed, and a session of its own starts (%s)',
    async (context) => {
      const directory = tempDir();
      const env = { AGENTOPS_CONTEXT: context, AGENTOPS_DIR: directory };
      const child = await runChild('join.mjs', { env });
      expect(child.code).toBe(0);
      expect(child.stderr).toContain('(context-unreadable)');
      const read = readDirectory(directory);
      expect(read.sessions).toMatchObject([{ endState: 'Fail' }]);
      expect(read.event('child tool').sessionId).toBe(read.sessions[0]?.id);
      expect(read.diagnostics.map(({ code }) => code)).toContain('context-unreadable');
    },
  );
});
