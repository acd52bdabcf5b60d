import { join } from 'node:path';
import { returnablePort } from '@agentops/testkit';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { startLiveProgram } from './live-program.ts';
import { normaliseTail } from './normalise.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { RunningCli } from './run-cli.ts';

const env = { TZ: 'UTC', COLUMNS: '100' };

it('follows a collector, and ends cleanly on SIGINT', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'yesterday' });
    session.startTool('old').end();
    session.end();
  });
  const live = await startLiveProgram(dir);
  const { url } = await startTestCollector(dir);
  const tail = new RunningCli(['tail', '--url', url], env);
  await tail.waitFor('● live started');
  live.tell('start');
  await tail.waitFor('… llm gpt-4o');
  live.tell('end');
  await tail.waitFor('✓ llm gpt-4o');
  live.tell('finish');
  await tail.waitFor('✓ Success live');
  recordInto(dir, (agentops) => recordAnalysis(agentops));
  await tail.waitFor('✓ Success Find anomalies');
  expect(await tail.stop()).toBe(0);
  expect(tail.stderr).toBe('');
  // Of the second session, looked at while it comes in, how much is there at which moment differs.
  expect(normaliseTail(tail.lines).slice(0, 4)).toEqual([
    '<time> <id> ● live started',
    '<time> <id>   … llm gpt-4o',
    '<time> <id>   ✓ llm gpt-4o  1,000→100  $0.0035 <took>',
    '<time> <id> ✓ Success live  $0.0035 · 1 LLM call · 0 tool calls · 0 errors',
  ]);
  const [plot = ''] = tail.lines.filter((line) => line.includes('TypeError'));
  expect(plot).toMatch(/^12:00:01 [0-9a-f]{8} {9}✗ TypeError E_PLOT Cannot read/);
});

it('prints folded events as NDJSON', async () => {
  const dir = join(tempDir(), '.agentops');
  const live = await startLiveProgram(dir);
  live.tell('start');
  const { url } = await startTestCollector(dir);
  const tail = new RunningCli(['tail', '--json'], { AGENTOPS_URL: url });
  await tail.waitFor('"running"');
  live.tell('end');
  await tail.waitFor('"cost":{');
  live.tell('finish');
  await tail.waitFor('"Success"');
  expect(await tail.stop('SIGTERM')).toBe(0);
  const [started, running, ended, finished, ...more] = tail.lines.map((line) => JSON.parse(line));
  expect(more).toEqual([]);
  expect(started).toMatchObject({ type: 'session', name: 'live' });
  expect(started).not.toHaveProperty('state');
  expect(running).toMatchObject({ type: 'llm', status: 'running', cost: null });
  expect(ended).toMatchObject({ id: running.id, status: 'ok', cost: { usd: 0.0035 } });
  expect(finished).toMatchObject({ id: started.id, endState: 'Success', totals: { llmCalls: 1 } });
});

it('of one session, prints what was before too, and nothing of others', async () => {
  const dir = join(tempDir(), '.agentops');
  const wanted = recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'wanted' });
    for (let n = 0; n < 25; n++) session.startTool(`tool ${n}`).end();
    session.end({ endState: 'Fail' });
    agentops.startSession({ name: 'other' }).end();
    return session.id;
  });
  const { url } = await startTestCollector(dir);
  const tail = new RunningCli(['tail', '--session', wanted.slice(-12), '--url', url]);
  await tail.waitFor('✗ Fail wanted');
  recordInto(dir, (agentops) => agentops.startSession({ name: 'a third' }).end());
  expect(await tail.stop()).toBe(0);
  expect(tail.stdout.match(/✓ tool tool \d+/g)).toHaveLength(25);
  expect(tail.stdout).not.toContain('other');
  expect(tail.stdout).not.toContain('third');
});

it('comes back after an outage, and misses nothing', async () => {
  const dir = join(tempDir(), '.agentops');
  const live = await startLiveProgram(dir);
  const port = await returnablePort();
  const first = await startTestCollector(dir, { port, onPortTaken: 'fail' });
  const tail = new RunningCli(['tail', '--url', first.url], env);
  await tail.waitFor('● live started');
  await first.close();
  await expect.poll(() => tail.stderr).toContain('the connection was lost');
  live.tell('start');
  live.tell('end');
  recordInto(dir, (agentops) => agentops.startSession({ name: 'meanwhile' }).end());
  await startTestCollector(dir, { port, onPortTaken: 'fail' });
  await tail.waitFor('✓ llm gpt-4o');
  await tail.waitFor('? Indeterminate meanwhile');
  live.tell('finish');
  await tail.waitFor('✓ Success live');
  expect(await tail.stop()).toBe(0);
  expect(tail.stderr).toBe(
    `agentops: ${first.url}: the connection was lost. Trying again, until Ctrl-C.\nagentops: ${first.url} is back.\n`,
  );
  const started = tail.lines.filter((line) => line.includes('started'));
  expect(started).toHaveLength(2);
});

it('gives up where there is no collector to begin with, and where it is refused', async () => {
  const nobody = new RunningCli(['tail', '--url', 'http://127.0.0.1:1']);
  expect(await nobody.ended).toBe(1);
  expect(nobody.stderr).toContain("http://127.0.0.1:1 can't be reached");
  const { url } = await startTestCollector(tempDir(), { token: 'secret' });
  const refused = new RunningCli(['tail', '--url', url]);
  expect(await refused.ended).toBe(1);
  expect(refused.stderr).toContain('asks for its token');
});
