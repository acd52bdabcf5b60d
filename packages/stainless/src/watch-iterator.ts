/** What happens while somebody reads. */
export interface IteratorWatcher<T> {
  /** A value came. False keeps it from the reader, who gets the next one. */
  came(value: T): boolean;
  /** There is nothing more. */
  done(): void;
  /** The reader wants no more. */
  stopped(): void;
  failed(error: unknown): void;
}

/**
 * Watches what a reader takes from an iterator, by own properties over its methods: it stays the same object, and nothing
 * is pulled that the reader does not pull.
 */
export function watchIterator<T, I extends AsyncIterator<T, unknown, undefined>>(
  iterator: I,
  watcher: IteratorWatcher<T>,
): I {
  const { next: pull, return: close, throw: raise } = iterator;
  define(iterator, 'next', async (...args: [] | [undefined]) => {
    try {
      for (;;) {
        const step = await pull.apply(iterator, args);
        if (step.done) {
          watcher.done();
          return step;
        }
        if (watcher.came(step.value)) return step;
      }
    } catch (error) {
      watcher.failed(error);
      throw error;
    }
  });
  if (close) {
    define(iterator, 'return', (value?: unknown) => {
      watcher.stopped();
      return close.call(iterator, value);
    });
  }
  if (raise) {
    define(iterator, 'throw', (error?: unknown) => {
      watcher.stopped();
      return raise.call(iterator, error);
    });
  }
  return iterator;
}

/** Puts a property of its own on an object, where no enumeration shows it. */
export function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}
