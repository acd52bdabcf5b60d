/** What the shim costs a round of the real TaskWeaver, against the same host without it, in turns. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LlmServer } from '../../packages/adapter-taskweaver/test/shim/llm-server.ts';
import { runHost } from '../../packages/adapter-taskweaver/test/shim/run-host.ts';
import {
  findTaskWeaver,
  type Host,
} from '../../packages/adapter-taskweaver/test/shim/taskweaver.ts';
import { openProgress } from '../src/progress.ts';
import { writeSection } from '../src/report/document.ts';
import { type HostRounds, taskweaverReport } from './report.ts';
import { type Plan, scenario, script } from './rounds.ts';

const help = `node benchmarks/taskweaver/main.ts [--quick] [--write] [--json]

Measures what agentops_taskweaver costs a round of TaskWeaver: planner, code with plugin calls, planner. The host is the real one (the checkout
that TASKWEAVER_HOME names, else a copy on PyPI), its model a script. It takes about six minutes.

  --quick   little of it, to see that it works; its numbers mean nothing
  --write   into docs/benchmarks.md, instead of to stdout
  --json    to stdout, everything that was measured
  --help    this`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else {
  const host = await findTaskWeaver();
  if ('reason' in host) throw new Error(host.reason);
  const plan: Plan = values.quick
    ? { processes: 1, warmUp: 1, rounds: 2 }
    : { processes: 6, warmUp: 2, rounds: 10 };
  await measure(host, plan);
}

async function measure(host: Host, plan: Plan): Promise<void> {
  const progress = openProgress();
  const measured: Record<'bare' | 'shim', HostRounds[]> = { bare: [], shim: [] };
  for (let turn = 0; turn < plan.processes; turn++) {
    // Who goes first changes, for whatever grows during a run.
    const order = turn % 2 === 0 ? (['bare', 'shim'] as const) : (['shim', 'bare'] as const);
    for (const which of order) {
      progress(`${which}: run ${turn + 1} of ${plan.processes}`);
      measured[which].push(await runRounds(host, plan, which === 'shim'));
    }
  }
  progress('');
  const name = host.isStandIn ? host.name : 'a checkout of microsoft/TaskWeaver';
  const text = taskweaverReport(measured, plan, name);
  if (values.write) {
    writeSection(new URL('../../docs/benchmarks.md', import.meta.url), text, 'taskweaver');
  }
  if (values.json) console.log(JSON.stringify(measured, null, 2));
  else if (!values.write) console.log(text);
}

async function runRounds(host: Host, plan: Plan, shim: boolean): Promise<HostRounds> {
  await using server = await LlmServer.start(script(plan));
  const folder = mkdtempSync(join(tmpdir(), 'agentops-bench-'));
  try {
    const run = await runHost({ host, folder, server, scenario: scenario(plan), shim });
    const { rounds = [], values: readings = [] } = run.truth ?? {};
    if (rounds.length !== plan.warmUp + plan.rounds || server.left > 0) {
      throw new Error(`TaskWeaver did not run as planned:\n${run.stderr}`);
    }
    return readings.slice(plan.warmUp) as HostRounds;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
