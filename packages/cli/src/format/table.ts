import { paint, type Span, span, spansWidth, truncateSpans } from './span.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** Gives way when the table is too wide, down to so many columns. */
  shrinksTo?: number;
}

type Colors = Parameters<typeof paint>[1];

/** A table without lines, under a dim head. Columns that may shrink give way until it fits the width. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Span[])[][],
  options: { width: number; gap: number; colors: Colors },
): string[] {
  const { gap, colors } = options;
  const head = columns.map(({ title }) => [span(title, 'dim')]);
  const widths = columns.map((_, index) =>
    [head, ...rows].reduce((most, row) => Math.max(most, spansWidth(row[index] ?? [])), 0),
  );
  shrink(columns, widths, options.width - gap * (columns.length - 1));
  return [head, ...rows].map((row) => {
    const line: Span[] = [];
    columns.forEach(({ align }, index) => {
      const width = widths[index] ?? 0;
      const cell = truncateSpans(row[index] ?? [], width);
      const blanks = span(' '.repeat(Math.max(0, width - spansWidth(cell))));
      if (index > 0) line.push(span(' '.repeat(gap)));
      line.push(...(align === 'right' ? [blanks, ...cell] : [...cell, blanks]));
    });
    return paint(line, colors);
  });
}

/** Takes a column at a time from the widest one that may give. */
function shrink(columns: readonly Column[], widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    let widest = -1;
    columns.forEach(({ shrinksTo }, index) => {
      const width = widths[index] ?? 0;
      if (shrinksTo === undefined || width <= shrinksTo) return;
      if (widest < 0 || width > (widths[widest] ?? 0)) widest = index;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over--;
  }
}
