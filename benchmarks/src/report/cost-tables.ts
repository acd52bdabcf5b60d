import { contenders } from '../contenders/index.ts';
import type { Cost, Costs } from '../measure/costs.ts';
import { type Scenario, scenarioIds, scenarios } from '../scenarios.ts';
import { number, plus, plusWithSpread, table, times, withSpread } from './format.ts';
import { sdkName } from './versions.ts';

/** A table for each version of the SDK and kind of call. */
export function costTables(costs: readonly Costs[]): string {
  const sdks = [...new Set(costs.map(({ openai }) => openai))];
  return sdks
    .map((openai) => {
      const tables = scenarioIds.flatMap((id) => {
        const here = costs.filter((each) => each.openai === openai && each.scenario === id);
        const { title }: Scenario = scenarios[id];
        return here.length === 0 ? [] : [`#### ${capitalize(title)}\n\n${costTable(here)}`];
      });
      return `### With ${sdkName(openai)}\n\n${tables.join('\n\n')}`;
    })
    .join('\n\n');
}

function costTable(costs: readonly Costs[]): string {
  const bare = costs.find(({ contender }) => contender === 'bare');
  const rows = costs.map((each) => {
    const { name } = contenders[each.contender];
    if (!bare || each === bare) return bareRow(each);
    const { added, cost } = each;
    return [
      name,
      plus(added.untilReturn.value),
      plusWithSpread(added.untilResult),
      times(cost.untilResult.value / bare.cost.untilResult.value),
      plus(added.deferred.value),
      plusWithSpread(added.untilLeft),
      times(cost.untilLeft.value / bare.cost.untilLeft.value),
      plus(added.mainThread.value),
      plus(added.allThreads.value),
      recorded(each),
      each.contender === 'agentops' ? '' : number(each.bytesPerCall / 1000),
    ];
  });
  return table(header, rows);
}

function bareRow({ contender, cost }: Costs): string[] {
  const value = (name: Cost) => number(cost[name].value);
  return [
    `_${contenders[contender].name}_`,
    value('untilReturn'),
    withSpread(cost.untilResult),
    '1',
    value('deferred'),
    withSpread(cost.untilLeft),
    '1',
    value('mainThread'),
    value('allThreads'),
    '',
    '',
  ];
}

const header = [
  'µs',
  'call returns',
  'until the result',
  '× bare',
  'deferred',
  'until the record has left',
  '× bare',
  'main thread',
  'all threads',
  'recorded',
  'sent, kB a call',
];

function recorded({ records, calls }: Costs): string {
  return records === calls ? 'all' : `**${records} of ${calls}**`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
