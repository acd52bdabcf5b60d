/**
 * What the shim costs a round: the same rounds with and without it, in turns.
 *
 *     TASKWEAVER_HOME=<checkout> node test/shim/overhead.ts [pairs of runs]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LlmServer } from './llm-server.ts';
import { coder, planner } from './roles.ts';
import { type HostTruth, runHost } from './run-host.ts';
import { findTaskWeaver } from './taskweaver.ts';

const pairs = Number(process.argv[2] ?? 5);
const roundsOfRun = 6;

const code = 'import time\nfor n in range(5): add(n)\nprint(add(1, 2))';
const round = [
  planner('CodeInterpreter', 'Add the numbers.'),
  coder(code),
  planner('User', 'The sum is 3.'),
];

const host = await findTaskWeaver();
if ('reason' in host) process.exit(1);

async function play(shim: boolean) {
  if ('reason' in host) return [];
  await using server = await LlmServer.start({ '': Array(roundsOfRun).fill(round).flat() });
  const folder = mkdtempSync(join(tmpdir(), 'agentops-overhead-'));
  const steps = Array.from({ length: roundsOfRun }, () => ({ message: 'Add the numbers.' }));
  const run = await runHost({ host, folder, server, scenario: { steps }, shim });
  rmSync(folder, { recursive: true, force: true });
  // The first waits for its kernel.
  return run.truth?.times.slice(1) ?? [];
}

const times: Record<'bare' | 'hooked', HostTruth['times']> = { bare: [], hooked: [] };
for (let pair = 0; pair < pairs; pair++) {
  // Whichever is first has the emptier machine.
  for (const shim of pair % 2 ? [true, false] : [false, true]) {
    times[shim ? 'hooked' : 'bare'].push(...(await play(shim)));
  }
}
for (const unit of ['wall', 'cpu'] as const) {
  const [bare, hooked] = (['bare', 'hooked'] as const).map((which) =>
    median(times[which].map((time) => time[unit] * 1000)),
  );
  const more = (100 * ((hooked ?? 0) - (bare ?? 0))) / (bare ?? 1);
  console.log(
    `${unit}: ${bare?.toFixed(1)} ms without, ${hooked?.toFixed(1)} ms with the shim: ${more.toFixed(1)} %`,
  );
}
console.log(`medians of ${times.bare.length} and ${times.hooked.length} rounds`);

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
