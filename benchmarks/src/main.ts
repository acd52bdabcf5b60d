import { parseArgs } from 'node:util';
import { contenderIds } from './contenders/index.ts';
import { fullPlan, type Plan, parts, quickPlan } from './plan.ts';
import { openProgress } from './progress.ts';
import { writeSection } from './report/document.ts';
import { report } from './report/report.ts';
import { run } from './run.ts';

const help = `node benchmarks/dist/main.js [--quick] [--only PART,…] [--contenders NAME,…] [--write] [--json]

Measures what recording adds to the bare openai SDK, for AgentOps and for others, in turns.

  --quick        a few rounds, to see that it works: about a minute; its numbers mean nothing
  --only         these parts alone: ${parts.join(', ')}
  --contenders   these alone, beside the bare SDK: ${contenderIds.filter((id) => id !== 'bare').join(', ')}
  --write        into docs/benchmarks.md, instead of to stdout
  --json         to stdout, everything that was measured
  --help         this`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: parts.join(',') },
    contenders: { type: 'string', default: contenderIds.join(',') },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(help);
} else {
  const plan: Plan = {
    ...(values.quick ? quickPlan : fullPlan),
    only: new Set(namesIn(values.only, parts)),
    contenders: namesIn(values.contenders, contenderIds),
  };
  const results = await run(plan, openProgress());
  const text = report(results, new Date());
  if (values.write) writeSection(new URL('../../docs/benchmarks.md', import.meta.url), text);
  if (values.json) console.log(JSON.stringify(results, null, 2));
  else if (!values.write) console.log(text);
}

function namesIn<T extends string>(list: string, known: readonly T[]): T[] {
  return list.split(',').map((name) => {
    const found = known.find((each) => each === name);
    if (found) return found;
    console.error(`There is no "${name}".\n\n${help}`);
    return process.exit(1);
  });
}
