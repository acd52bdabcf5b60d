/** Longer texts of what a destination found too large are cut to this. */
const keptChars = 1024;

/**
 * The same plain JSON with its long texts cut, for what a destination found too large. Each says that it was, and how long it had been.
 * Undefined where none is long: then it can't be made smaller.
 */
export function cutTexts<T>(value: T): T | undefined {
  let isCut = false;
  const cut = (item: unknown): unknown => {
    if (typeof item === 'string') {
      if (item.length <= keptChars * 2) return item;
      isCut = true;
      return `${item.slice(0, keptChars)}\n[cut by agentops: the destination did not take a text of ${item.length} characters]`;
    }
    if (Array.isArray(item)) return item.map(cut);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, cut(inner)]));
  };
  const short = cut(value);
  return isCut ? (short as T) : undefined;
}
