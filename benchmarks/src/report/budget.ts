import type { Cost, Costs } from '../measure/costs.ts';
import type { ImportTime } from '../measure/imports.ts';
import type { Results } from '../run.ts';
import type { ScenarioId } from '../scenarios.ts';
import type { Summary } from '../statistics.ts';
import { number, table } from './format.ts';

/** What AgentOps may add to the bare SDK. */
interface Budget {
  what: string;
  unit: 'µs' | 'ms';
  /** None: it is only told. */
  limit?: number;
  measured: (results: Results) => Summary | undefined;
}

const budgets: readonly Budget[] = [
  { what: 'a call', unit: 'µs', limit: 20, measured: addedBy('call', 'onTheWay') },
  { what: 'a chunk of a stream', unit: 'µs', limit: 0.7, measured: addedBy('chunk', 'onTheWay') },
  ...(['', '-parts'] as const).flatMap((suffix): Budget[] => {
    const prompt = suffix ? '200 KB of content parts' : '200 KB prompt';
    return [
      {
        what: `${prompt}, prefix known by identity`,
        unit: 'µs',
        limit: 25,
        measured: addedBy(`known${suffix}`, 'onTheWay'),
      },
      {
        what: `${prompt}, history parsed again`,
        unit: 'µs',
        limit: 60,
        measured: addedBy(`parsed${suffix}`, 'onTheWay'),
      },
      {
        what: `${prompt}, all new: until the call returns`,
        unit: 'µs',
        limit: 15,
        measured: addedBy(`new${suffix}`, 'untilReturn'),
      },
      {
        what: `${prompt}, all new: until the result`,
        unit: 'µs',
        measured: addedBy(`new${suffix}`, 'untilResult'),
      },
      {
        what: `${prompt}, all new: deferred`,
        unit: 'µs',
        measured: addedBy(`new${suffix}`, 'deferred'),
      },
    ];
  }),
  { what: 'import', unit: 'ms', limit: 15, measured: addedToImport },
];

/** The budgets, what was measured, and whether they hold; those that were not measured are left out. */
export function budgetTable(results: Results): string {
  const rows = budgets.flatMap(({ what, unit, limit, measured }) => {
    const found = measured(results);
    if (!found) return [];
    const { value, p10, p90 } = found;
    const spread = p10 === p90 ? '' : `${number(p10)} – ${number(p90)}`;
    const budget = limit === undefined ? 'told' : `≤ ${limit} ${unit}`;
    const held = limit === undefined ? '' : value <= limit ? 'yes' : '**no**';
    return [[what, budget, `${number(value)} ${unit}`, spread, held]];
  });
  return table(['AgentOps adds to', 'budget', 'measured', 'p10 – p90', 'held'], rows);
}

function addedBy(scenario: ScenarioId, cost: Cost) {
  return ({ costs }: Results): Summary | undefined =>
    costs.find((each: Costs) => each.contender === 'agentops' && each.scenario === scenario)?.added[
      cost
    ];
}

function addedToImport({ imports }: Results): Summary | undefined {
  const [bare, ours] = (['bare', 'agentops'] as const).map((id) =>
    imports.find(({ contender }: ImportTime) => contender === id),
  );
  if (!bare || !ours) return undefined;
  const value = ours.load - bare.load;
  return { value, p10: value, p90: value };
}
