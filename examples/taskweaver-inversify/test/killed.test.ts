import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type AgentOpsRecord, fold, readSpool, SpoolTail, writerStateHere } from '@agentops/core';
import { expect, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const keyOf = ({ writer, seq }: AgentOpsRecord) => `${writer}:${seq}`;

test('killed in the middle: all that was acknowledged is there, and what was under way is Indeterminate', async () => {
  const directory = tempDir();
  const host = spawn(process.execPath, [program, '--quiet'], {
    // Its workspaces stay where it is killed.
    env: { ...process.env, AGENTOPS_DIR: directory, TMPDIR: tempDir() },
    stdio: 'ignore',
  });
  const exited = once(host, 'exit');

  const tail = new SpoolTail(directory);
  const acknowledged: AgentOpsRecord[] = [];
  const sees = (type: string) =>
    acknowledged.some(
      ({ kind, ...record }) => kind === 'start' && 'event' in record && record.event.type === type,
    );
  while (!sees('tool')) {
    acknowledged.push(...(tail.read().records as AgentOpsRecord[]));
    if (host.exitCode !== null) throw new Error('it ended before it could be killed');
    await sleep(2);
  }
  host.kill('SIGKILL');
  await exited;
  acknowledged.push(...(tail.read().records as AgentOpsRecord[]));

  // The plugin processes find their parent gone, and end.
  const states = () => fold(readSpool(directory).records, { writerState: writerStateHere() });
  let folded = states();
  while (folded.events.some(({ status }) => status === 'running')) {
    await sleep(20);
    folded = states();
  }

  const found = new Set((readSpool(directory).records as AgentOpsRecord[]).map(keyOf));
  expect(acknowledged.filter((record) => !found.has(keyOf(record)))).toEqual([]);
  expect(folded.losses).toEqual([]);
  expect(folded.sessions.map(({ endState }) => endState)).toEqual([
    'Indeterminate',
    'Indeterminate',
  ]);
  for (const { endStateReason } of folded.sessions) expect(endStateReason).toMatch(/is gone/);
  const rounds = folded.events.filter((e) => e.type === 'action' && e.actionType === 'round');
  expect(rounds).toHaveLength(2);
  for (const round of rounds) {
    expect(round.status).toBe('indeterminate');
    expect(round.input).toMatch(/\?/);
  }
  expect(folded.events.some((e) => e.type === 'llm' && e.status === 'ok')).toBe(true);
});
