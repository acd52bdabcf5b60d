import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonEnv } from '@agentops/testkit';
import { expect, test } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { host } from './started.ts';

const { python = '' } = await pythonEnv({ name: 'run' });
const main = join(import.meta.dirname, '../../src/run/main.ts');
const terminal = join(import.meta.dirname, 'terminal.py');

/** Runs the host in a terminal, where `keys` are typed once it is ready. Returns all that is on the screen then. */
async function typed(keys: string, words: readonly string[]): Promise<string> {
  const command = [process.execPath, main, 'run', '--', python, host, ...words];
  const cwd = tempDir();
  const env = { ...process.env, AGENTOPS_DIR: join(cwd, 'here'), NODE_NO_WARNINGS: '1' };
  const { stdout } = await promisify(execFile)(python, [terminal, keys, ...command], { cwd, env });
  return stdout.replaceAll('\r', '');
}

test.skipIf(!python)(
  'in a terminal, Ctrl-C comes to the host once, and a line says where to look',
  async () => {
    const screen = await typed('\x03', ['wait']);
    expect(screen).toBe(
      'ready\n^Creceived SIGINT\nagentops: recorded in here; npx @agentops/cli show last shows it.\nexit code 3\n',
    );
  },
);

test.skipIf(!python)('the host reads the keyboard itself', async () => {
  const screen = await typed('hello\n\x04', ['echo']);
  expect(screen).toContain('said hello\n');
  expect(screen).toContain('exit code 0\n');
});
