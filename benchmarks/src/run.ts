import type { Arrival } from './measure/arrival.ts';
import { measureArrival } from './measure/arrival.ts';
import { type CensusEntry, groupBySdk, takeCensus } from './measure/census.ts';
import { type Costs, measureCosts } from './measure/costs.ts';
import { type ImportTime, measureImports } from './measure/imports.ts';
import { type Memory, measureMemory } from './measure/memory.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import type { ScenarioId } from './scenarios.ts';

/** Everything that a run has measured. What was left out is empty. */
export interface Results {
  plan: Plan;
  census: CensusEntry[];
  costs: Costs[];
  arrivals: Arrival[];
  imports: ImportTime[];
  memory: Memory[];
}

const prompts: ScenarioId[] = [
  'known',
  'parsed',
  'new',
  'known-parts',
  'parsed-parts',
  'new-parts',
];

/** Measures what the plan says, first with the newest SDK, then with the one that those need that don't record it. */
export async function run(plan: Plan, progress: Progress): Promise<Results> {
  const { only } = plan;
  const census = await takeCensus(plan.contenders, progress);
  const results: Results = { plan, census, costs: [], arrivals: [], imports: [], memory: [] };
  const scenarios: ScenarioId[] = [
    ...(only.has('calls') ? (['call'] as const) : []),
    ...(only.has('chunks') ? (['chunk'] as const) : []),
    ...(only.has('prompts') ? prompts : []),
  ];
  for (const group of groupBySdk(census)) {
    if (scenarios.length > 0)
      results.costs.push(...(await measureCosts(group, scenarios, plan, progress)));
    if (only.has('arrival'))
      results.arrivals.push(...(await measureArrival(group, plan.arrivalRuns, progress)));
    if (only.has('imports'))
      results.imports.push(...(await measureImports(group, plan.importRuns, progress)));
    if (only.has('memory')) results.memory.push(...(await measureMemory(group, plan, progress)));
  }
  progress('');
  return results;
}
