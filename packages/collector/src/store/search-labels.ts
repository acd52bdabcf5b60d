/** Columns of `event` whose words are indexed with its text, so that a filter narrows a search in the index. */
export const labelSources = [
  'type',
  'status',
  'source',
  'agent',
  'model',
  'provider',
  'tool',
  'error_type',
] as const;

/** Begins each label, and stands in no text (see `plainText`): so no word is a label, nor begins like one. */
const mark = '\uE000';

export type Label = (typeof labelSources)[number];

export function labelOfWord(word: number): string {
  return `${mark}w${word}`;
}

export function labelOfSession(session: number): string {
  return `${mark}s${session}`;
}

export function labelsOf(session: number, event: Readonly<Record<Label, number | null>>): string {
  const words = labelSources.map((column) => event[column]).filter((word) => word !== null);
  return [labelOfSession(session), ...words.map(labelOfWord)].join(' ');
}
