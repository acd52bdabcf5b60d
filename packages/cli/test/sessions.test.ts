import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { normaliseTable, widest } from './normalise.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli } from './run-cli.ts';

const childProgram = fileURLToPath(new URL('programs/child.js', import.meta.url));

function recorded(): string {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    recordAnalysis(agentops);
    agentops.startSession({ name: 'a failing one', tags: ['x'] }).end({ endState: 'Fail' });
    agentops.startSession({ name: 'left open' });
  });
  return dir;
}

it.each([80, 100, 130])('prints a table, newest first, at %d columns', (columns) => {
  const ran = runCli(['sessions', '--dir', recorded()], { env: { COLUMNS: String(columns) } });
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(normaliseTable(ran.stdout)).toMatchSnapshot();
  expect(widest(ran.stdout)).toBeLessThanOrEqual(columns);
});

it('prints an array of sessions as JSON', () => {
  const sessions = JSON.parse(runCli(['sessions', '--json', '--dir', recorded()]).stdout);
  expect(sessions.map(({ name, endState }: Record<string, string>) => [name, endState])).toEqual([
    ['left open', 'Indeterminate'],
    ['a failing one', 'Fail'],
    ['Find anomalies', 'Success'],
  ]);
  expect(sessions[0].endStateReason).toContain('shut down before the session was ended');
  expect(sessions[2].totals).toMatchObject({ rounds: 1, llmCalls: 4, toolCalls: 2, errors: 1 });
});

it('prints the newest 30, and all when asked to', () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    for (let n = 0; n < 33; n++) agentops.startSession({ name: `s${n}` }).end();
  });
  const short = runCli(['sessions', '--dir', dir]).stdout;
  expect(short).toContain('… 3 older: agentops sessions --all');
  expect(short).not.toContain('s2 ');
  expect(runCli(['sessions', '--all', '--dir', dir]).stdout.split('\n')).toHaveLength(1 + 33 + 1);
  expect(JSON.parse(runCli(['sessions', '--json', '--dir', dir]).stdout)).toHaveLength(33);
});

it('says so when there is no session yet', () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => agentops.registry()?.currentContext() ?? agentops.directory);
  const ran = runCli(['sessions', '--dir', dir]);
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(/^No session has been recorded in .* yet\.$/m);
  expect(runCli(['sessions', '--json', '--dir', dir]).stdout).toBe('[]\n');
  expect(runCli(['show', 'last', '--dir', dir])).toMatchObject({ status: 1, stdout: '' });
});

it('folds what several processes recorded of one session together', () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'parent and child' });
    const tool = session.startTool('plugin', { kind: 'plugin' });
    const env = tool.run(() => session.env());
    const child = spawnSync(process.execPath, [childProgram], { env, encoding: 'utf8' });
    expect(child.stderr).toBe('');
    tool.end();
    session.end({ endState: 'Success' });
  });
  const [session, ...others] = JSON.parse(runCli(['sessions', '--json', '--dir', dir]).stdout);
  expect(others).toEqual([]);
  expect(session).toMatchObject({ endState: 'Success', totals: { toolCalls: 2, actions: 1 } });
  const { stdout } = runCli(['show', 'last', '--dir', dir]);
  expect(stdout.replace(/ +[\d.]+ m?s$/gm, '')).toContain(
    ['✓ plugin plugin', '└─ ✓ in the child', '   └─ ✓ tool count(of: 3)', '        ‹ 3'].join('\n'),
  );
});
