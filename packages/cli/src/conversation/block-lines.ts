import { plural } from '../format/number.ts';
import { type Span, type Style, span, truncateSpans } from '../format/span.ts';
import { printable } from '../format/text.ts';
import { truncate, wrap } from '../format/width.ts';

/** A piece of what was said, under a name. */
export interface Block {
  label: string;
  text: string;
  /** What of it is enough, where not all of it is shown. */
  brief?: string;
  kind: 'question' | 'answer' | 'message' | 'aside' | 'code' | 'result' | 'failed';
}

export interface BlockOptions {
  width: number;
  /** All of it. */
  full: boolean;
  /** Lines are broken at the width, also where all of it is shown. */
  wrap: boolean;
}

/** Before what stands under a turn's head. */
export const bodyIndent = '  ';
/** A label is shorter, or stands above its text. */
export const labelWidth = 9;
/** Before a block's text. */
export const textIndent = bodyIndent + ' '.repeat(labelWidth);

/** How much of it a person reads, in lines. */
const mostLines: Readonly<Record<Block['kind'], number>> = {
  question: 12,
  answer: 24,
  message: 10,
  aside: 8,
  code: 24,
  result: 8,
  failed: 8,
};

/** Of a text that failed, before what is left out of it. */
const firstOfFailed = 2;
/** Of one of its lines. */
const linesOfOne = 3;

const styles: Readonly<Record<Block['kind'], readonly Style[]>> = {
  question: ['bold'],
  answer: ['bold'],
  message: [],
  aside: ['dim'],
  code: ['cyan'],
  result: [],
  failed: ['red'],
};

/** The label, and beside it the text, cut to what a person reads. */
export function blockLines(
  { label, text, brief = text, kind }: Block,
  options: BlockOptions,
): Span[][] {
  const columns = options.width - textIndent.length;
  const lines = options.full
    ? wholeLines(text, options.wrap ? columns : Number.POSITIVE_INFINITY)
    : someLines(brief, columns, kind);
  const texts = lines.map((line) =>
    line.isNote ? span(line.text, 'dim') : span(line.text, ...styles[kind]),
  );
  const head = span(`${bodyIndent}${label.padEnd(labelWidth)}`, kind === 'failed' ? 'red' : 'dim');
  const rest = texts.map((each) => [span(textIndent), each]);
  if (label.length >= labelWidth) return [truncateSpans([head], options.width), ...rest];
  return rest.map((line, index) => (index === 0 ? [head, ...line.slice(1)] : line));
}

interface Line {
  text: string;
  /** Said by us. */
  isNote?: true;
}

function wholeLines(text: string, columns: number): Line[] {
  return printable(text)
    .replace(/\n+$/, '')
    .split('\n')
    .flatMap((line) => wrap(line, columns).map((part) => ({ text: part })));
}

/** Of what failed the end tells most, behind the stack; of everything else the beginning. */
function someLines(whole: string, columns: number, kind: Block['kind']): Line[] {
  const text = whole.replace(/^\n+|\s+$/g, '');
  const most = mostLines[kind];
  const source = kind === 'failed' ? text.split('\n') : [];
  if (source.length <= most) return firstLines(text, { columns, most, isCode: kind === 'code' });
  const lines = (some: readonly string[]) =>
    some.flatMap((line) => firstLines(line, { columns, most: linesOfOne, isCode: false }));
  const first = source.slice(0, firstOfFailed);
  const last = source.slice(firstOfFailed - most);
  const between = source.length - most;
  return [...lines(first), noteOf(plural(between, 'more line')), ...lines(last)];
}

/** `isCode`: a line that is too long is cut, for its indentation tells more than its end. */
function firstLines(
  text: string,
  { columns, most, isCode }: { columns: number; most: number; isCode: boolean },
): Line[] {
  // No more than this fits, however narrow its characters are; a text may have megabytes.
  const read = text.slice(0, most * Math.max(columns, 1) * 4);
  const lines: Line[] = [];
  let at = 0;
  let isBroken = false;
  for (const line of read.split('\n')) {
    const clean = printable(line);
    const parts = isCode ? [truncate(clean, columns)] : wrap(clean, columns);
    const shown = parts.slice(0, most - lines.length);
    lines.push(...shown.map((part) => ({ text: part })));
    isBroken = shown.length > 0 && shown.length < parts.length;
    if (shown.length < parts.length) break;
    at += line.length + 1;
  }
  const left = text.slice(at);
  if (left === '') return lines;
  const count = left.split('\n').length;
  const more = isBroken && count === 1 ? 'more of this line' : plural(count, 'more line');
  return [...lines, noteOf(more)];
}

function noteOf(more: string): Line {
  return { text: `… ${more} (--full)`, isNote: true };
}
