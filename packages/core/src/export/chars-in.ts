/** Characters of text in plain JSON, to know what it takes to keep it. */
export function charsIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let chars = 0;
  if (Array.isArray(value)) for (const item of value) chars += charsIn(item);
  // `for … in` takes several times as long, as these objects have many shapes.
  else for (const item of Object.values(value)) chars += charsIn(item);
  return chars;
}
