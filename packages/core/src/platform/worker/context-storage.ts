/** Carries a value through the code that runs below a call. */
interface Storage<T> {
  getStore(): T | undefined;
  run<R>(store: T, fn: () => R): R;
}

type StorageClass = new <T>() => Storage<T>;

interface Runtime {
  /** Vercel's edge runtime has it as a global. */
  AsyncLocalStorage?: StorageClass;
  /** Cloudflare Workers with `nodejs_compat`, Deno and Bun have Node's. */
  process?: { getBuiltinModule?(id: string): { AsyncLocalStorage?: StorageClass } | undefined };
}

/** Without help of the runtime a value is seen up to the first `await`, and not behind it. */
class SynchronousStorage<T> implements Storage<T> {
  #current: T | undefined;

  getStore(): T | undefined {
    return this.#current;
  }

  run<R>(store: T, fn: () => R): R {
    const outer = this.#current;
    this.#current = store;
    try {
      return fn();
    } finally {
      this.#current = outer;
    }
  }
}

function findNative(): StorageClass | undefined {
  const { AsyncLocalStorage, process } = globalThis as Runtime;
  try {
    return AsyncLocalStorage ?? process?.getBuiltinModule?.('node:async_hooks')?.AsyncLocalStorage;
  } catch {
    return undefined;
  }
}

const native = findNative();

/** Whether the context is also seen behind an `await`. */
export const contextIsAsync = native !== undefined;
export const ContextStorage: StorageClass = native ?? SynchronousStorage;
