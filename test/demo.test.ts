/** What `npm start` runs once everything is built. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../tooling/temp-dir.ts';

const root = join(import.meta.dirname, '..');

function run(script: string, args: string[], directory: string) {
  return spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, AGENTOPS_DIR: directory },
  });
}

test('records through a collector, shows it, and ends; as often as one likes', () => {
  const directory = join(tempDir(), '.agentops');
  for (const sessions of [2, 4]) {
    const { status, stdout, stderr } = run('scripts/demo.js', [], directory);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(`Recorded 2 sessions in ${directory}`);
    const [, table = ''] = stdout.split('$ agentops sessions\n');
    expect(table.match(/✓ Success/g)).toHaveLength(sessions);
    expect(table).toMatch(/through a collector that listened at http:\/\/127\.0\.0\.1:\d+\n/);
    expect(existsSync(join(directory, 'collector.url'))).toBe(false);
  }
  const shown = run('packages/cli/dist/main.js', ['show', 'last', '--json'], directory);
  expect(shown).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(shown.stdout).session).toMatchObject({ endState: 'Success' });
});

test('with --keep the collector goes on until it is told to end, and a second demo uses it', async () => {
  const directory = join(tempDir(), '.agentops');
  const kept = spawn(process.execPath, ['scripts/demo.js', '--quiet', '--keep'], {
    cwd: root,
    env: { PATH: process.env.PATH, AGENTOPS_DIR: directory },
  });
  onTestFinished(() => void kept.kill('SIGKILL'));
  let output = '';
  kept.stdout.on('data', (data) => (output += data));
  await expect.poll(() => output).toContain('until Ctrl-C');
  const [, url = ''] = /listens at (http:\S+)/.exec(output) ?? [];
  const second = run('scripts/demo.js', ['--quiet'], directory);
  expect(second.stdout).toContain(`The collector that was there listens at ${url}\n`);
  expect(second.status).toBe(0);
  const response = await fetch(new URL('api/v1/sessions', url));
  const { items } = (await response.json()) as { items: unknown[] };
  expect(items).toHaveLength(4);
  kept.kill('SIGINT');
  expect(await once(kept, 'close')).toEqual([0, null]);
});
