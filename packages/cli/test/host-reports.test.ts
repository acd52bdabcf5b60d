/** Every command sees what hosts in other languages have reported, whoever records it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStored } from '@agentops/collector';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { linesOf, ofLivingHost, reportInto } from './reported.ts';
import { RunningCli, runCli } from './run-cli.ts';

const twoRounds = linesOf('two-rounds.ndjson');

it('is recorded before it is read', () => {
  const directory = join(tempDir(), '.agentops');
  reportInto(directory, twoRounds);
  const listed = runCli(['sessions', '--json', '--dir', directory]);
  expect(listed).toMatchObject({ status: 0, stderr: '' });
  const [session, ...more] = JSON.parse(listed.stdout);
  expect(more).toEqual([]);
  expect(session).toMatchObject({
    endState: 'Success',
    source: { host: 'taskweaver' },
    totals: { rounds: 2 },
  });
  const shown = runCli(['show', 'last', '--dir', directory]);
  expect(shown.stdout).toContain('Planner');
  expect(shown.stdout).toContain('slow_add(1, b: 10)');
  expect(runCli(['sessions', '--json', '--dir', directory]).stdout).toBe(listed.stdout);
  expect(runCli(['doctor', '--dir', directory])).toMatchObject({ status: 0, stderr: '' });
});

it('is told as it comes', async () => {
  const directory = join(tempDir(), '.agentops');
  const lines = ofLivingHost(twoRounds);
  const half = lines.findIndex((line) => line.includes('"plugin_start"')) + 1;
  mkdirSync(join(directory, 'spool'), { recursive: true });
  const tail = new RunningCli(['tail', '--dir', directory]);
  reportInto(directory, lines.slice(0, half));
  await tail.waitFor('… [CodeInterpreter] plugin slow_add');
  reportInto(directory, lines.slice(half));
  await tail.waitFor('✓ Success');
  expect(await tail.stop()).toBe(0);
  expect(tail.stderr).toBe('');
});

it('is taken in by a running collector', async () => {
  const directory = join(tempDir(), '.agentops');
  const up = new RunningCli(['up', '--dir', directory, '--port', '0', '--no-otlp']);
  await up.waitFor('Ctrl-C');
  reportInto(directory, twoRounds);
  // In the moment before it ends, too.
  expect(await up.stop()).toBe(0);
  expect(up.stderr).toBe('');
  const stored = await openStored({ directory });
  const { items } = await stored.reader.sessions();
  await stored.close();
  expect(items).toMatchObject([{ source: { host: 'taskweaver' }, endState: 'Success' }]);
});

it('is a problem where it is of a newer version, or of a host that is not known here', () => {
  const directory = join(tempDir(), '.agentops');
  reportInto(
    directory,
    twoRounds.map((line) => line.replace('"v":1,', '"v":2,')),
  );
  const [first = ''] = linesOf('two-sessions.ndjson');
  reportInto(directory, [first.replace('@agentops/adapter-taskweaver', '@example/adapter-none')]);
  const { status, stdout, stderr } = runCli(['doctor', '--json', '--dir', directory]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  const { problems, reports } = JSON.parse(stdout);
  expect(reports.map((report: { state: string }) => report.state).sort()).toEqual([
    'newer',
    'no-mapper',
  ]);
  expect(problems).toHaveLength(2);
  expect(problems.join('\n')).toMatch(/newer version .* \(2, this one knows 1\)/);
  expect(problems.join('\n')).toMatch(/@example\/adapter-none/);
});

it('does not keep a command from reading what is recorded', () => {
  const directory = join(tempDir(), '.agentops');
  mkdirSync(join(directory, 'spool'), { recursive: true });
  // Where a folder should be.
  writeFileSync(join(directory, 'bridge'), '');
  const { status, stderr } = runCli(['sessions', '--dir', directory]);
  expect(status).toBe(0);
  expect(stderr).toContain('could not be recorded');
});
