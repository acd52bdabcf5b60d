import { InvalidQueryError } from '../errors.ts';
import { wordsOf } from './words.ts';

const maxLength = 1000;
const maxTerms = 32;

/** One thing that has to be in a text. */
export interface SearchTerm {
  /** As `wordsOf` gives them. Several have to stand next to each other, in this order. */
  words: string[];
  /** The last word is the beginning of one. */
  prefix: boolean;
}

/**
 * Reads what a person typed: each word, each "phrase" and each beginning* must be there. Nothing else means anything: operators
 * of an engine are words, and a word with punctuation in it (`gpt-4o`, `user@example.com`) is a phrase.
 *
 * @throws InvalidQueryError where there is no word in it, or it is too long
 */
export function parseSearch(text: string): SearchTerm[] {
  if (text.length > maxLength) {
    throw new InvalidQueryError(`The search is longer than ${maxLength} characters.`);
  }
  const terms: SearchTerm[] = [];
  // A quote that is never closed goes to the end.
  for (const [, phrase, star, word] of text.matchAll(/"([^"]*)"?(\*?)|([^\s"]+)/g)) {
    const words = wordsOf(phrase ?? word ?? '');
    const prefix = star === '*' || (word?.endsWith('*') ?? false);
    if (words.length > 0) terms.push({ words, prefix });
  }
  if (terms.length === 0) throw new InvalidQueryError('There is no word to search for.');
  if (terms.length > maxTerms) {
    throw new InvalidQueryError(`These are more than ${maxTerms} words and phrases.`);
  }
  return terms;
}
