import { takeIn } from '@agentops/bridge';
import { fold, readSpool } from '@agentops/core';
import { pythonEnv } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import { named } from '../recording.ts';
import { host, Started } from './started.ts';

const { python = '' } = await pythonEnv({ name: 'run' });

function run(words: readonly string[], options: readonly string[] = []) {
  const directory = tempDir();
  const started = new Started(['run', ...options, '--', python, host, ...words], directory);
  const folded = () => fold(readSpool(directory).records);
  return { started, directory, folded };
}

describe.skipIf(!python)('run', () => {
  test('the host is recorded while it runs, and its input and output are its own', async () => {
    const { started, folded } = run(['echo']);
    await expect.poll(() => started.stdout).toBe('ready\n');
    await expect.poll(() => folded().sessions).toMatchObject([{ name: 's1' }]);
    started.child.stdin?.write('hello\n');
    await expect.poll(() => named(folded(), 'error')).toMatchObject([{ message: 'hello' }]);
    started.child.stdin?.end('the last word\n');
    expect(await started.ended()).toEqual({ code: 0, signal: null });
    expect(started.stdout).toBe('ready\nsaid hello\nsaid the last word\n');
    expect(started.stderr).toBe('');
    expect(named(folded(), 'error').map(({ message }) => message)).toEqual([
      'hello',
      'the last word',
    ]);
    expect(folded().sessions).toMatchObject([{ endState: 'Indeterminate' }]);
  });

  test('exits with the host’s code, and has all that it left', async () => {
    const { started, folded } = run(['exit', '7']);
    expect(await started.ended()).toEqual({ code: 7, signal: null });
    const endStateReason = 'the process exited before the session was ended';
    expect(folded().sessions).toMatchObject([{ name: 's1', endStateReason }]);
  });

  test('ends by the signal that the host was killed by', async () => {
    const { started, folded } = run(['die']);
    expect(await started.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(folded().sessions).toMatchObject([{ name: 's1' }]);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const)(
    'hands %s on, and the host decides what comes of it',
    async (signal) => {
      const { started } = run(['wait']);
      await expect.poll(() => started.stdout).toBe('ready\n');
      started.child.kill(signal);
      expect(await started.ended()).toEqual({ code: 3, signal: null });
      expect(started.stdout).toBe(`ready\nreceived ${signal}\n`);
    },
  );

  test('killed half-way it takes nothing from the host, and what was not read is read later', async () => {
    const { started, directory, folded } = run(['outlive']);
    await expect.poll(() => started.stdout).toBe('ready\n');
    await expect.poll(() => folded().sessions).toHaveLength(1);
    started.child.kill('SIGKILL');
    await expect.poll(() => started.stdout).toBe('ready\noutlived\n');
    await expect
      .poll(async () => {
        await takeIn({ directory, mappers: [taskweaverMapper] });
        return folded();
      })
      .toMatchObject({ sessions: [{ name: 's1' }], events: [{ message: 'still here' }] });
  });

  test('the program runs under our runner, with nothing else of ours in what it would pass on', async () => {
    const options = ['--no-content', '--estimate-usage'];
    const { started, directory } = run(['describe', '--dir', '-x'], options);
    await started.ended();
    expect(JSON.parse(started.stdout)).toEqual({
      argv: ['describe', '--dir', '-x'],
      name: '__main__',
      modules: ['agentops_taskweaver'],
      variables: {
        AGENTOPS_DIR: directory,
        AGENTOPS_CAPTURE_CONTENT: 'false',
        AGENTOPS_ESTIMATE_USAGE: 'true',
      },
    });
  });

  test('--dir beats the environment', async () => {
    const other = tempDir();
    const { started } = run(['exit', '0'], ['--dir', other]);
    await started.ended();
    expect(fold(readSpool(other).records).sessions).toHaveLength(1);
  });
});

test.each([
  [[], 2, 'Say what to do.'],
  [['walk'], 2, '"walk" is no command.'],
  [['run'], 2, 'There is no command to run.'],
  [['run', '--dir'], 2, '--dir needs a folder'],
  [['run', '--verbose', '--', 'python', 'x.py'], 2, '"--verbose" is no option of run.'],
  [
    ['run', '--dir', '/proc/x', '--', 'python3', 'x.py'],
    2,
    "/proc/x can't be written to (ENOENT).",
  ],
  [['run', '--', 'no-such-command'], 127, 'no-such-command was not found.'],
  [['run', '--', 'python9.99', 'x.py'], 127, 'python9.99 was not found.'],
  [['run', '--', 'python3'], 2, 'python3 needs a program to run'],
  [['run', '--', 'uv', 'run', 'taskweaver'], 2, 'uv starts Python by itself. Put this'],
  [['run', '--', '/bin/sh', '-c', 'true'], 2, '/bin/sh is no Python program.'],
])('%j says what is wrong, and starts nothing', async (words, code, message) => {
  const started = new Started(words, tempDir());
  expect(await started.ended()).toEqual({ code, signal: null });
  expect(started.stderr).toContain(`agentops: ${message}`);
  expect(started.stdout).toBe('');
});

test('--help', async () => {
  const started = new Started(['run', '--help'], tempDir());
  expect(await started.ended()).toEqual({ code: 0, signal: null });
  expect(started.stdout).toContain('npx @agentops/adapter-taskweaver run -- taskweaver');
});
