import type { Summary } from '../statistics.ts';

/** A table in Markdown; all columns but the first are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** With the digits that mean something. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size < 10 ? 2 : size < 100 ? 1 : 0;
  return value
    .toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace('-', '−');
}

/** The value, and how far the rounds lie apart. */
export function withSpread({ value, p10, p90 }: Summary): string {
  return `${number(value)} (${number(p10)} – ${number(p90)})`;
}

/** What is added, and how far the rounds lie apart. */
export function plusWithSpread({ value, p10, p90 }: Summary): string {
  return `${plus(value)} (${number(p10)} – ${number(p90)})`;
}

/** How many times as long. */
export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

/** What is added, or saved. */
export function plus(value: number): string {
  return `${value < 0 ? '−' : '+'} ${number(Math.abs(value))}`;
}
