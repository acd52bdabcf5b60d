import { type Span, span, spansWidth } from './span.ts';
import { wrap } from './width.ts';

/** Even where little room is left beside what stands before it. */
const leastRoom = 20;
const deepest = 4;

/** A long line goes on under itself. Its last piece is the one that is long. `indent` stands before each line, and is not in `width`. */
export function wrapSpans(line: readonly Span[], width: number, indent = ''): Span[][] {
  const head = line.slice(0, -1);
  const last = line.at(-1);
  if (!last) return [[]];
  const used = spansWidth(head);
  const [first = '', ...rest] = wrap(last.text, Math.max(leastRoom, width - used));
  const blanks = span(' '.repeat(Math.min(used, deepest)));
  return [
    [span(indent), ...head, { ...last, text: first }],
    ...rest.map((text) => [span(indent), blanks, { ...last, text }]),
  ];
}
