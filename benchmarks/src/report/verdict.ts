import { contenders } from '../contenders/index.ts';
import type { Cost, Costs } from '../measure/costs.ts';
import type { Results } from '../run.ts';
import { type ScenarioId, scenarioIds, scenarios } from '../scenarios.ts';
import { number, table } from './format.ts';
import { sdkName } from './versions.ts';

const measures = [
  { cost: 'untilLeft', title: 'until the record has left' },
  { cost: 'mainThread', title: 'main thread' },
  { cost: 'allThreads', title: 'CPU of all threads' },
] as const satisfies readonly { cost: Cost; title: string }[];

/** AgentOps beside the best of the others that record the call: by call, and by version of the SDK. */
export function verdictTable({ costs }: Results): string {
  const rows = [...new Set(costs.map(({ openai }) => openai))].flatMap((openai) =>
    scenarioIds.flatMap((scenario) => {
      const here = costs.filter((each) => each.openai === openai && each.scenario === scenario);
      return here.length === 0 ? [] : [row(scenario, sdkName(openai), here)];
    }),
  );
  return table(['added, in µs', 'SDK', ...measures.map(({ title }) => title)], rows);
}

function row(scenario: ScenarioId, sdk: string, costs: readonly Costs[]): string[] {
  const cells = measures.map(({ cost }) => {
    const ours = costs.find(({ contender }) => contender === 'agentops');
    const best = costs
      .filter(isRecordingPeer)
      .toSorted((a, b) => a.added[cost].value - b.added[cost].value)[0];
    if (!ours || !best) return '–';
    const [less, more] = [ours.added[cost].value, best.added[cost].value];
    const rounds = ours.rounds.map((round, index) => [
      round[cost],
      best.rounds[index]?.[cost] ?? 0,
    ]);
    const won = rounds.filter(([us = 0, them = 0]) => us < them).length;
    const mark = less < more ? '✓' : '✗';
    return `${mark} ${number(less)}; ${contenders[best.contender].name}: ${number(more)} (${won} of ${rounds.length})`;
  });
  return [scenarios[scenario].title, sdk, ...cells];
}

/** One that left nothing out. */
function isRecordingPeer({ contender, records, calls }: Costs): boolean {
  return contender !== 'bare' && contender !== 'agentops' && records >= calls;
}
