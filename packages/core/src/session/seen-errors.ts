const maxCauses = 5;

/** Remembers which errors have their ErrorEvent, so that one that passes through several layers has one. */
export class SeenErrors {
  readonly #eventIds = new WeakMap<object, string>();

  /** The id of the ErrorEvent that stands for this error, or for what caused it. */
  find(error: unknown): string | undefined {
    let current = error;
    for (let depth = 0; depth < maxCauses; depth++) {
      if (typeof current !== 'object' || current === null) return undefined;
      const eventId = this.#eventIds.get(current);
      if (eventId) return eventId;
      try {
        current = (current as { cause?: unknown }).cause;
      } catch {
        return undefined;
      }
    }
    return undefined;
  }

  add(error: unknown, eventId: string): void {
    if (typeof error === 'object' && error !== null) this.#eventIds.set(error, eventId);
  }
}
