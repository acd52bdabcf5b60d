import type { Row } from './plugin.ts';

/** The numbers of a column. @throws TypeError, RangeError saying what there is instead */
export function numbersOf(rows: readonly Row[], column: string): number[] {
  const [first] = rows;
  if (!first) throw new RangeError('the table is empty');
  if (!(column in first)) {
    throw new RangeError(`no column "${column}"; there are ${Object.keys(first).join(', ')}`);
  }
  return rows.map((row) => {
    const value = row[column];
    if (typeof value !== 'number') throw new TypeError(`column "${column}" holds ${typeof value}s`);
    return value;
  });
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
