/** Characters of text in plain JSON, to know what it takes to keep it. */
export function charsIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let chars = 0;
  for (const key in value) chars += charsIn((value as Record<string, unknown>)[key]);
  return chars;
}
