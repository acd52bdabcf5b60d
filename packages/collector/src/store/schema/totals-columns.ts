import { emptyTotals, type Totals } from '@agentops/store';

/** The columns of a session and of a bucket that hold totals: one of the same name for each. */
export const totalsColumns = Object.keys(emptyTotals()) as (keyof Totals)[];

/** `events = ?, actions = ?, …` and the like, of one piece of SQL for each column. */
export function ofTotals(sql: (column: keyof Totals) => string, separator = ', '): string {
  return totalsColumns.map(sql).join(separator);
}

export function totalsOf(row: Readonly<Record<string, unknown>>): Totals {
  const totals = emptyTotals();
  for (const column of totalsColumns) totals[column] = row[column] as number;
  return totals;
}

export function isNothing(totals: Totals): boolean {
  return totalsColumns.every((column) => totals[column] === 0);
}
