import type { Statements } from './statements.ts';

/** To find one and to look it up takes some 40 µs. */
const most = 1000;

/** Comes in no word, and before whatever does. */
const lowest = '\u0001';

/**
 * The words of the full-text index that begin so.
 * Undefined where there is none, or too many to look for each.
 */
export function indexedWords(beginning: string, sql: Statements): string[] | undefined {
  const words: string[] = [];
  // One after the other, since the table has a row for each place where a word stands.
  const next = sql.prepare('SELECT term FROM search_word WHERE term >= ? LIMIT 1');
  for (let from = beginning; ; from = `${words.at(-1)}${lowest}`) {
    const word = (next.get(from) as { term: string } | undefined)?.term;
    if (!word?.startsWith(beginning)) return words.length === 0 ? undefined : words;
    if (words.length === most) return undefined;
    words.push(word);
  }
}
