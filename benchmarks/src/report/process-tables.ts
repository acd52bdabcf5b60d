import { contenders } from '../contenders/index.ts';
import type { Arrival } from '../measure/arrival.ts';
import type { ImportTime } from '../measure/imports.ts';
import type { Results } from '../run.ts';
import { number, plus, table } from './format.ts';
import { sdkName } from './versions.ts';

const mebibyte = 1024 ** 2;

/** How long a record stays in the process when nobody asks for it. */
export function arrivalTable(arrivals: readonly Arrival[]): string {
  const rows = arrivals.map(({ contender, openai, ms }) => [
    contenders[contender].name,
    sdkName(openai),
    Number.isFinite(ms) ? number(ms) : 'not in 20 s',
  ]);
  return table(['', 'SDK', 'ms from the result to the record having left'], rows);
}

/** Loading alone, and until a client is ready. */
export function importTable(imports: readonly ImportTime[]): string {
  const rows = imports.map((each) => {
    const bare = bareOf(imports, each);
    const cells = (['load', 'ready'] as const).map((what) =>
      bare === each ? number(each[what]) : plus(each[what] - (bare?.[what] ?? 0)),
    );
    return [nameOf(each), sdkName(each.openai), ...cells];
  });
  return table(['ms', 'SDK', 'to load', 'to load and set up'], rows);
}

/** After many calls, and of a long stream. */
export function memoryTable({ memory, plan }: Results): string {
  const rows = memory.map((each) => {
    const bare = bareOf(memory, each);
    const cells = (['calls', 'stream'] as const).flatMap((what) => {
      const { heap, peakRss, records } = each[what];
      const above =
        bare === each ? '' : ` (${plus((peakRss - (bare?.[what].peakRss ?? 0)) / mebibyte)})`;
      return [
        number(heap / mebibyte),
        `${number(peakRss / mebibyte)}${above}`,
        each.contender === 'bare' ? '' : records.toLocaleString('en-US'),
      ];
    });
    return [nameOf(each), sdkName(each.openai), ...cells];
  });
  const [calls, chunks] = [plan.calls, plan.chunks].map((count) => count.toLocaleString('en-US'));
  return table(
    [
      'MiB',
      'SDK',
      `heap after ${calls} calls`,
      'peak RSS',
      'records',
      `heap after a stream of ${chunks} chunks`,
      'peak RSS',
      'records',
    ],
    rows,
  );
}

function bareOf<T extends Pick<Arrival, 'contender' | 'openai'>>(
  all: readonly T[],
  { openai }: T,
): T | undefined {
  return all.find((each) => each.contender === 'bare' && each.openai === openai);
}

function nameOf({ contender }: Pick<Arrival, 'contender'>): string {
  const { name } = contenders[contender];
  return contender === 'bare' ? `_${name}_` : name;
}
