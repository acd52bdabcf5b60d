const firstMs = 500;
const lastMs = 60_000;
/** A destination may ask for more, up to this. */
const longestAskedMs = 3600_000;

/** How long to wait before a destination that failed is asked again: twice as long each time, and never in step with others. */
export class Backoff {
  #ms = firstMs;

  reset(): void {
    this.#ms = firstMs;
  }

  /** Milliseconds to wait after this error: no less than its `retryAfterMs`. */
  next(error: unknown): number {
    const ms = this.#ms * (0.5 + Math.random() / 2);
    this.#ms = Math.min(this.#ms * 2, lastMs);
    return Math.max(ms, askedMs(error));
  }
}

/** The error's `retryAfterMs`; 0 where it has none. */
export function askedMs(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 0;
  const { retryAfterMs } = error as { retryAfterMs?: unknown };
  const isTime = typeof retryAfterMs === 'number' && retryAfterMs > 0;
  return isTime ? Math.min(retryAfterMs, longestAskedMs) : 0;
}
