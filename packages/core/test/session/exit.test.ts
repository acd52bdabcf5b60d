import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { printed, runChild, startChild } from '../child.ts';
import { only, readDirectory } from '../recording.ts';

async function exitBy(way: string) {
  const directory = tempDir();
  const result = await runChild('exit.mjs', { args: [way], env: { AGENTOPS_DIR: directory } });
  return { ...result, ...sessionsOf(directory) };
}

async function killedBy(signal: NodeJS.Signals, way = 'wait') {
  const directory = tempDir();
  const running = startChild('exit.mjs', { args: [way], env: { AGENTOPS_DIR: directory } });
  await printed(running, 'ready');
  const before = sessionsOf(directory);
  running.child.kill(signal);
  return { ...(await running.ended), before, ...sessionsOf(directory) };
}

function sessionsOf(directory: string) {
  const read = readDirectory(directory);
  const named = (name: string) => only(read.sessions.filter((session) => session.name === name));
  return { read, open: named('open'), ended: named('ended') };
}

describe('a process that ends with open sessions', () => {
  it('marks them Indeterminate with the reason at its natural end', async () => {
    const { code, stderr, open, ended, read } = await exitBy('natural');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(open).toMatchObject({
      endState: 'Indeterminate',
      endStateReason: 'the process exited (code 0) before the session was ended',
    });
    expect(ended.endState).toBe('Success');
    expect(read.event('under way')).toMatchObject({
      status: 'indeterminate',
      arguments: { path: 'a.csv' },
      attributes: {
        'agentops.indeterminate.reason': 'the process exited (code 0) before the session was ended',
      },
    });
  });

  it('does so after process.exit(3), and the exit code stays 3', async () => {
    const { code, open } = await exitBy('exit');
    expect(code).toBe(3);
    expect(open).toMatchObject({
      endState: 'Indeterminate',
      endStateReason: 'the process exited (code 3) before the session was ended',
    });
  });

  it.each(['throw', 'reject'])(
    'does so after an error that nobody caught (%s), which node still prints',
    async (way) => {
      const { code, stderr, open } = await exitBy(way);
      expect(code).toBe(1);
      expect(stderr).toContain('Error: nobody catches this');
      expect(stderr).toMatch(/at .*exit\.mjs:\d+/);
      expect(open).toMatchObject({
        endState: 'Indeterminate',
        endStateReason: 'the process exited (code 1) before the session was ended',
      });
    },
  );

  it("takes the host's word where it ends the session in an exit listener of its own", async () => {
    const { stderr, open, read } = await exitBy('end-in-listener');
    expect(stderr).not.toContain('ended-twice');
    expect(open).toMatchObject({ endState: 'Success', endStateReason: 'the host said so' });
    expect(read.event('last words')).toMatchObject({
      status: 'ok',
      arguments: 'x'.repeat(50_000),
      result: 'kept',
    });
  });

  it('says nothing of sessions that were ended', async () => {
    const { open, read } = await exitBy('end-before');
    expect(open).toMatchObject({ endState: 'Fail', endStateReason: 'by hand' });
    expect(read.writers).toMatchObject([{ closed: 'the process exited (code 0)' }]);
  });
});

describe('a process that is killed', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'by %s has lost nothing, dies of that signal, and its reader says Indeterminate',
    async (signal) => {
      const { signal: actual, code, before, open, ended, read } = await killedBy(signal);
      expect({ signal: actual, code }).toEqual({ signal, code: null });
      expect(before.open.endState).toBeUndefined();
      expect(before.read.event('under way').status).toBe('running');
      expect(open).toMatchObject({
        endState: 'Indeterminate',
        endStateReason: expect.stringMatching(/^process \d+ is gone \(killed or crashed\)$/),
      });
      expect(open.endTime).toBeGreaterThanOrEqual(open.startTime);
      expect(ended.endState).toBe('Success');
      expect(read.event('under way')).toMatchObject({
        status: 'indeterminate',
        arguments: { path: 'a.csv' },
      });
    },
  );

  it("leaves the host's own signal listener alone", async () => {
    const { code, open } = await killedBy('SIGTERM', 'sigterm-listener');
    expect(code).toBe(7);
    expect(open.endStateReason).toBe('the process exited (code 7) before the session was ended');
  });

  it('is gone also when its parent never asks what became of it', async () => {
    const directory = tempDir();
    const fixture = fileURLToPath(new URL('../fixtures/exit.mjs', import.meta.url));
    // The shell becomes `sleep`, which never waits for the child that it inherits: that stays a zombie.
    const parent = spawn(
      'sh',
      ['-c', `"$0" "$1" wait & exec sleep 60`, process.execPath, fixture],
      {
        env: { ...process.env, AGENTOPS_DIR: directory },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    onTestFinished(() => void parent.kill('SIGKILL'));
    await once(parent.stdout, 'data');
    const { pid } = sessionsOf(directory).open.hostEnv as { pid: number };
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => sessionsOf(directory).open.endState).toBe('Indeterminate');
  });
});
