/** Processes that are killed around one of their requests: a collector, which tells doubles, has all that they recorded, once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startCollector } from '@agentops/collector';
import { type AgentOpsEvent, drainSpool, fold, readSpool } from '@agentops/core';
import { expect, it, onTestFinished } from 'vitest';
import { isFull } from '../../../tooling/full-tier.ts';
import { killingProxy, type Moment } from '../../../tooling/killing-proxy.ts';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { OtlpExporter } from '../src/index.ts';

const program = fileURLToPath(new URL('programs/records-until-killed.ts', import.meta.url));
const rounds = isFull ? 50 : 3;
const moments: readonly Moment[] = ['after', 'meanwhile', 'before'];

async function runAndKill() {
  const collector = await startCollector({
    directory: tempDir(),
    port: 0,
    otlpHttpPort: 0,
    otlpGrpcPort: false,
  });
  onTestFinished(() => collector.close());
  const url = collector.otlpHttpUrl as string;
  const proxy = await killingProxy(url);
  const directory = tempDir();
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [program, directory, proxy.url], { stdio: 'inherit' });
    proxy.arm(1 + (round % 7), moments[round % 3] as Moment, () => child.kill('SIGKILL'));
    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGKILL');
    const exporter = new OtlpExporter({ endpoint: url, name: 'there' });
    expect((await drainSpool({ directory, exporter })).unsentBytes).toBe(0);
  }
  await collector.store.project();
  return { reader: collector.store.reader, recorded: fold(readSpool(directory).records) };
}

it(`in ${rounds} rounds nothing is missing, and nothing is there twice`, {
  timeout: 300_000,
}, async () => {
  const { reader, recorded } = await runAndKill();
  let [toolCalls, seen] = [0, 0];
  for (const { id } of recorded.sessions) {
    const session = await reader.session(id);
    expect(session, id).toBeDefined();
    const { items } = await reader.sessionEvents(id, { limit: 500 });
    const idsOf = (events: readonly AgentOpsEvent[]) => events.map((event) => event.id).sort();
    const expected = recorded.events.filter(({ sessionId }) => sessionId === id);
    expect(idsOf(items)).toEqual(idsOf(expected));
    toolCalls += session?.totals.toolCalls ?? 0;
    seen += items.filter(({ type }) => type === 'tool').length;
  }
  expect(toolCalls).toBe(seen);
  expect(recorded.sessions.length).toBeGreaterThanOrEqual(rounds);
  const { items } = await reader.sessions({ limit: 500 });
  expect(items.length).toBe(Math.min(500, recorded.sessions.length));
});
