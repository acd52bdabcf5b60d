/** A word in a text, and where it stands there. */
export interface Word {
  /** Without case and accents. */
  word: string;
  start: number;
  end: number;
}

/** The words of a text with their places. */
export function placedWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{Co}\p{M}]+/gu)) {
    const word = match[0].normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    if (word !== '') words.push({ word, start: match.index, end: match.index + match[0].length });
  }
  return words;
}

/**
 * The words of a text, as search tells them apart: letters and digits in a row, without case and accents. SQLite's `unicode61`
 * does much the same.
 */
export function wordsOf(text: string): string[] {
  return placedWords(text).map(({ word }) => word);
}
