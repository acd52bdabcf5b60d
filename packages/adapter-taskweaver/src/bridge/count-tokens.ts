import { createRequire } from 'node:module';
import type { estimateTokenCount } from 'tokenx';

/** The shim cuts a longer text, and what is left of it would tell too little. */
const maxCharacters = 1024 * 1024;

/**
 * About how many tokens these come to, whatever the model: by `tokenx`, from the sorts of words and characters. What is no text counts as
 * its JSON. Null where they are not known, or have more than 1 Mi characters.
 */
export function countTokens(values: readonly unknown[] | undefined): number | null {
  const texts = values?.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const known = texts?.filter((text) => text !== undefined);
  if (!known || known.reduce((sum, { length }) => sum + length, 0) > maxCharacters) return null;
  const count = tokenx();
  return known.reduce((sum, text) => sum + count(text), 0);
}

let loaded: typeof estimateTokenCount | undefined;

/** Loaded only where an estimate is asked for, and at once: a mapper can't wait for an import. */
function tokenx(): typeof estimateTokenCount {
  loaded ??= createRequire(import.meta.url)('tokenx')
    .estimateTokenCount as typeof estimateTokenCount;
  return loaded;
}
