import { mean, numbersOf, round } from './column.ts';
import type { PluginHost, Row } from './plugin.ts';

export function findAnomalies(
  _host: PluginHost,
  rows: readonly Row[],
  column: string,
  sigma = 3,
): Row[] {
  const values = numbersOf(rows, column);
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return rows.flatMap((row, index) => {
    const distance = ((values[index] as number) - middle) / deviation;
    return Math.abs(distance) > sigma ? [{ ...row, deviation: round(distance) }] : [];
  });
}
