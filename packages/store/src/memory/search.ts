import type { SearchTerm } from '../projection/parse-search.ts';
import { placedWords, type Word } from '../projection/words.ts';

const before = 60;
const after = 140;

/** The text around the first match with all matches marked. Undefined where a term is not in the text. */
export function snippetOf(text: string, terms: readonly SearchTerm[]): string | undefined {
  const words = placedWords(text);
  const matched = new Set<Word>();
  for (const term of terms) {
    const found = matchesOf(words, term);
    if (found.length === 0) return undefined;
    for (const word of found) matched.add(word);
  }
  const first = words.find((word) => matched.has(word)) as Word;
  const shown = words.filter(
    ({ start, end }) => start >= first.start - before && end <= first.start + after,
  );
  if (!shown.includes(first)) shown.push(first);
  const from = shown[0]?.start ?? 0;
  const to = shown.at(-1)?.end ?? 0;
  let snippet = from > 0 ? '…' : '';
  let at = from;
  for (const word of shown.filter((each) => matched.has(each))) {
    snippet += `${text.slice(at, word.start)}\uE000${text.slice(word.start, word.end)}\uE001`;
    at = word.end;
  }
  snippet += `${text.slice(at, to)}${to < text.length ? '…' : ''}`;
  return snippet.replace(/\s+/g, ' ');
}

/** All words that belong to a match of the term. */
function matchesOf(words: readonly Word[], { words: wanted, prefix }: SearchTerm): Word[] {
  const last = wanted.length - 1;
  return words.flatMap((_, at) => {
    const here = words.slice(at, at + wanted.length);
    const isMatch =
      here.length === wanted.length &&
      wanted.every((word, index) =>
        prefix && index === last ? here[index]?.word.startsWith(word) : here[index]?.word === word,
      );
    return isMatch ? here : [];
  });
}
