import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startLiveProgram } from './live-program.ts';
import { normaliseTail } from './normalise.ts';
import { recordInto } from './record.ts';
import { RunningCli, runCli } from './run-cli.ts';

it('follows a process that records, and ends cleanly on SIGINT', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => agentops.startSession({ name: 'yesterday' }).end());
  const live = await startLiveProgram(dir);
  const tail = new RunningCli(['tail', '--dir', dir], { TZ: 'UTC', COLUMNS: '100' });
  await tail.waitFor('● live started');
  live.tell('start');
  await tail.waitFor('… llm gpt-4o');
  live.tell('end');
  await tail.waitFor('✓ llm gpt-4o');
  live.tell('finish');
  await tail.waitFor('✓ Success live');
  expect(await tail.stop()).toBe(0);
  expect(tail.stderr).toBe('');
  expect(normaliseTail(tail.lines)).toEqual([
    '<time> <id> ● live started',
    '<time> <id>   … llm gpt-4o',
    '<time> <id>   ✓ llm gpt-4o  1,000→100  $0.0035 <took>',
    '<time> <id> ✓ Success live  $0.0035 · 1 LLM call · 0 tool calls · 0 errors',
  ]);
});

it('prints folded events as NDJSON', async () => {
  const dir = join(tempDir(), '.agentops');
  const live = await startLiveProgram(dir);
  const tail = new RunningCli(['tail', '--json', '--dir', dir]);
  await tail.waitFor('"session"');
  live.tell('start');
  await tail.waitFor('"running"');
  live.tell('end');
  await tail.waitFor('"cost":{');
  live.tell('finish');
  await tail.waitFor('"Success"');
  expect(await tail.stop('SIGTERM')).toBe(0);
  const [started, running, ended, finished, ...more] = tail.lines.map((line) => JSON.parse(line));
  expect(more).toEqual([]);
  expect(started).toMatchObject({ type: 'session', name: 'live' });
  expect(running).toMatchObject({ type: 'llm', status: 'running', cost: null });
  expect(ended).toMatchObject({ id: running.id, status: 'ok', cost: { usd: 0.0035 } });
  expect(finished).toMatchObject({ id: started.id, endState: 'Success', totals: { llmCalls: 1 } });
});

it('of one session, prints what was before too, and nothing of others', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'wanted' });
    session.startTool('before').end();
    session.end({ endState: 'Fail' });
    agentops.startSession({ name: 'other' }).end();
  });
  const sessions = JSON.parse(runCli(['sessions', '--json', '--dir', dir]).stdout);
  const tail = new RunningCli(['tail', '--session', sessions[1].id, '--dir', dir]);
  await tail.waitFor('✗ Fail wanted');
  expect(await tail.stop()).toBe(0);
  expect(tail.stdout).toContain('✓ tool before');
  expect(tail.stdout).not.toContain('other');
});

it('sees that a process was killed, as do show and sessions', async () => {
  const dir = join(tempDir(), '.agentops');
  const live = await startLiveProgram(dir);
  live.tell('start');
  const tail = new RunningCli(['tail', '--dir', dir], { COLUMNS: '120' });
  await tail.waitFor('… llm gpt-4o');
  await live.kill();
  const reason = `process ${live.pid} is gone (killed or crashed)`;
  await tail.waitFor(`? Indeterminate live: ${reason}`);
  expect(await tail.stop()).toBe(0);
  expect(tail.stdout).toContain('? llm gpt-4o');

  const { stdout } = runCli(['show', 'last', '--dir', dir]);
  expect(stdout).toMatch(/^live +\? Indeterminate$/m);
  expect(stdout).toContain(`reason   ${reason}`);
  expect(stdout).toContain('? llm gpt-4o');
  const json = JSON.parse(runCli(['show', 'last', '--json', '--dir', dir]).stdout);
  expect(json.session).toMatchObject({ endState: 'Indeterminate', endStateReason: reason });
  expect(json.events[0].status).toBe('indeterminate');
  expect(runCli(['sessions', '--dir', dir]).stdout).toContain('? Indeterminate');
});
