const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const plain = /^[\x20-\x7e]*$/;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** How many columns a text takes in a terminal. East Asian characters and emoji take two. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text cut to so many columns, with `…` at its end where something is missing. */
export function truncate(text: string, columns: number): string {
  if (columns <= 0) return '';
  // Each column takes a character at least, so a long text need not be measured whole.
  if (text.length <= columns && textWidth(text) <= columns) return text;
  let width = 0;
  let end = 0;
  let fits = 0;
  for (const { segment, index } of segmenter.segment(text.slice(0, columns * 16))) {
    width += graphemeWidth(segment);
    end = index + segment.length;
    if (width <= columns - 1) fits = end;
    if (width > columns) break;
  }
  if (width <= columns && end === text.length) return text;
  return `${text.slice(0, fits).trimEnd()}…`;
}

/** The text in lines of at most so many columns, broken at blanks where there are any. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  const room = Math.max(columns, 1);
  let rest = text;
  while (textWidth(rest) > room) {
    let width = 0;
    let end = 0;
    for (const { segment, index } of segmenter.segment(rest)) {
      width += graphemeWidth(segment);
      if (width > room && end > 0) break;
      end = index + segment.length;
    }
    const blank = rest.lastIndexOf(' ', end);
    const at = blank > end / 2 ? blank : end;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at === blank ? at + 1 : at);
  }
  return [...lines, rest];
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
