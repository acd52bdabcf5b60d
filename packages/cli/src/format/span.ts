import type pc from 'picocolors';
import { textWidth, truncate } from './width.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue';
type Colors = ReturnType<typeof pc.createColors>;

/** A piece of a line, and how it looks. Lines are laid out first and coloured last. */
export interface Span {
  text: string;
  styles: readonly Style[];
}

export function span(text: string, ...styles: Style[]): Span {
  return { text, styles };
}

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((width, { text }) => width + textWidth(text), 0);
}

/** Cuts a line to so many columns, with `…` at its end where something is missing. */
export function truncateSpans(spans: readonly Span[], columns: number): Span[] {
  if (spansWidth(spans) <= columns) return [...spans];
  const cut: Span[] = [];
  let left = columns;
  for (const { text, styles } of spans) {
    const width = textWidth(text);
    if (width < left) {
      cut.push({ text, styles });
      left -= width;
      continue;
    }
    // The blank makes a piece that would just fit too long, so that it ends with the mark.
    cut.push({ text: truncate(`${text} `, left), styles });
    break;
  }
  return cut;
}

/** The line as text, with colours where the terminal has them, and no blanks at its end. */
export function paint(spans: readonly Span[], colors: Colors): string {
  let line = '';
  for (const { text, styles } of spans) {
    line += styles.reduce((painted, style) => (text === '' ? '' : colors[style](painted)), text);
  }
  return line.trimEnd();
}
