/** Whether an error says that somebody did not want the rest, and so is none: `AbortError` of the platform. */
export function isCancellation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  try {
    const { name, code } = error as { name?: unknown; code?: unknown };
    return name === 'AbortError' || code === 'ABORT_ERR';
  } catch {
    return false;
  }
}
