import { parseArgs } from 'node:util';
import { openProgress } from '../progress.ts';
import { writeSection } from '../report/document.ts';
import { measureGrowth } from './growth.ts';
import { fullPlan, type Part, type Plan, parts, quickPlan } from './plan.ts';
import { measureQueries } from './queries.ts';
import { type CollectorResults, report } from './report.ts';
import { measureThroughput } from './throughput.ts';

const help = `node benchmarks/dist/collector/main.js [--quick] [--only PART,…] [--write] [--json]

Measures a real \`agentops up\`: what it takes in, how fast it answers, and what a large store costs.

  --quick   a little of everything, to see that it works; its numbers mean nothing
  --only    these parts alone: ${parts.join(', ')}
  --write   into docs/benchmarks.md, instead of to stdout; only with all parts
  --json    to stdout, everything that was measured
  --help    this`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: parts.join(',') },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(help);
else
  await run({
    ...(values.quick ? quickPlan : fullPlan),
    only: new Set(values.only.split(',').map(partOf)),
  });

async function run(plan: Plan): Promise<void> {
  if (values.write && plan.only.size < parts.length) refuse('--write wants all parts.');
  const progress = openProgress();
  const results: CollectorResults = {
    plan: { ...plan, only: [...plan.only] },
    ...(plan.only.has('throughput') ? { throughput: await measureThroughput(plan, progress) } : {}),
    ...(plan.only.has('queries') ? { queries: await measureQueries(plan, progress) } : {}),
    ...(plan.only.has('growth') ? { growth: await measureGrowth(plan, progress) } : {}),
  };
  progress('');
  const text = report(results, new Date());
  if (values.write) {
    writeSection(new URL('../../../docs/benchmarks.md', import.meta.url), text, 'collector');
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
  else if (!values.write) console.log(text);
}

function partOf(name: string): Part {
  return parts.find((part) => part === name) ?? refuse(`There is no "${name}".`);
}

function refuse(message: string): never {
  console.error(`${message}\n\n${help}`);
  return process.exit(1);
}
