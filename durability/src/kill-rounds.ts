import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathsOf } from '@agentops/core';
import { check, readSpoolRecords } from './check.ts';
import { endGroup, runHost } from './run-host.ts';
import { Scene } from './scene.ts';

export interface KillResult {
  rounds: number;
  acknowledged: number;
  foundInSpool: number;
  foundAtCollector: number;
  missing: number;
  doubled: number;
  /** Long contents of the host's last turn. */
  contentLost: number;
  /** Records that came to the collector again, where it told them. */
  repeated: number;
  /** Times that `agentops drain` was killed too, */
  drainsKilled: number;
  /** and that another one had to take over what it had claimed. */
  claimsLeft: number;
  problems: string[];
}

export interface KillOptions {
  rounds: number;
  /** Of them at the same time. @default 2 */
  atOnce?: number;
  onRound?: (done: number, so: KillResult) => void;
}

const programs = ['host.mjs', 'host.mjs', 'host.mjs', 'worker-host.mjs', 'cluster-host.mjs'];
const longestLifeMs = 250;

/** Hosts that record without end are killed at random moments; each of them is checked. */
export async function runKillRounds(options: KillOptions): Promise<KillResult> {
  const total: KillResult = {
    rounds: 0,
    acknowledged: 0,
    foundInSpool: 0,
    foundAtCollector: 0,
    missing: 0,
    doubled: 0,
    contentLost: 0,
    repeated: 0,
    drainsKilled: 0,
    claimsLeft: 0,
    problems: [],
  };
  let next = 0;
  const runner = async () => {
    while (next < options.rounds) {
      const round = next++;
      await runRound(round, total);
      total.rounds++;
      options.onRound?.(total.rounds, total);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 2 }, runner));
  return total;
}

async function runRound(round: number, total: KillResult): Promise<void> {
  const scene = await Scene.open();
  try {
    await runHost({
      program: programs[round % programs.length] as string,
      args: ['forever', '0'],
      env: scene.env,
      meanwhile: async ({ child }) => {
        while (!hasAcknowledged(scene)) {
          if (child.exitCode !== null) throw new Error('the host ended by itself');
          await sleep(1);
        }
        await sleep(Math.random() * longestLifeMs);
        endGroup(child);
      },
    });
    if (round % 5 === 4) {
      await killDrain(scene);
      total.drainsKilled++;
      if (hasClaim(scene)) total.claimsLeft++;
    }
    const unsent = await scene.drain();
    const mayLose = { mayLoseContent: true };
    const spool = check(scene.acknowledgedPath, readSpoolRecords(scene.directory), mayLose);
    const collector = check(scene.acknowledgedPath, scene.received, mayLose);
    total.acknowledged += spool.acknowledged;
    total.foundInSpool += spool.found;
    total.foundAtCollector += collector.found;
    total.missing += spool.missing.length + collector.missing.length;
    total.doubled += spool.doubled.length + collector.doubled.length;
    total.contentLost += spool.contentLost;
    total.repeated += scene.repeated;
    const problems = [
      ...spool.missing.map((what) => `spool: ${what}`),
      ...spool.doubled.map((what) => `spool, twice: ${what}`),
      ...collector.missing.map((what) => `collector: ${what}`),
      ...collector.doubled.map((what) => `collector, twice: ${what}`),
      ...unsent,
    ];
    total.problems.push(...problems.map((problem) => `round ${round}: ${problem}`));
  } finally {
    await scene.close();
  }
}

function hasAcknowledged({ acknowledgedPath }: Scene): boolean {
  return existsSync(acknowledgedPath) && statSync(acknowledgedPath).size > 0;
}

function hasClaim({ directory }: Scene): boolean {
  return readdirSync(pathsOf(directory).cursors).some((name) => name.includes('.claim.'));
}

/** While it sends: another one has to take over what it had claimed. */
async function killDrain(scene: Scene): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('@agentops/cli');
  const main = new URL('main.js', `file://${cli}`);
  const child = spawn(process.execPath, [main.pathname, 'drain', '--dir', scene.directory], {
    env: { PATH: process.env.PATH ?? '', AGENTOPS_ENDPOINT: scene.collector.url },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  while (!isOver && !hasClaim(scene)) await sleep(1);
  await sleep(Math.random() * 5);
  child.kill('SIGKILL');
  await exited;
}
