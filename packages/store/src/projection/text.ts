const notKept = /[\0\uE000\uE001]/g;

/**
 * A text as every engine can keep it: no NUL, no half of a surrogate pair, and none of the two characters that mark a match
 * in a snippet.
 */
export function plainText(text: string): string {
  return text.replace(notKept, '\uFFFD').toWellFormed();
}

/** A name is shown in lists and filtered by: nobody does that with megabytes. */
const maxName = 512;

/** A name as rows have it. Null for whatever is no text, or an empty one: what an event says was written by others. */
export function nameOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? plainText(cut(value, maxName)) : null;
}

/** Null for whatever is no finite number. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The first `max` UTF-16 code units, without cutting a character in two. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}
