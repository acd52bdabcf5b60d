import { mean, numbersOf, round } from './column.ts';
import type { PluginHost, Row } from './plugin.ts';

export function summarise(_host: PluginHost, rows: readonly Row[], column: string) {
  const values = numbersOf(rows, column);
  return {
    count: values.length,
    mean: round(mean(values)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
