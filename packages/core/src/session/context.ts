/** Finds out, anywhere in the code that a session runs, which session and event it runs for. */
import { ContextStorage } from '#platform/context-storage';
import type { Agent, Attribution } from '../events/base-event.ts';
import type { EventHandle } from './event-handle.ts';
import type { Session } from './session.ts';
import type { SessionState } from './session-state.ts';

export interface Context {
  state: SessionState;
  /** Keeps the handle from being collected while its code runs. */
  session: Session | undefined;
  attribution: Extract<Attribution, 'handle' | 'context'>;
  parentId?: string | undefined;
  agent?: Agent | undefined;
  /** A framework's LLM call that is under way: the provider's call inside it is the same one. */
  claim?: EventHandle | undefined;
  /** Said in the events: the session that a handle has overruled. */
  conflict?: string | undefined;
}

const storage = new ContextStorage<Context>();

export function currentContext(): Context | undefined {
  return storage.getStore();
}

/** Runs `fn` in the context. A generator that it returns stays in it, at each next, return and throw. */
export function runInContext<T>(context: Context, fn: () => T): T {
  return bindIteration(storage.run(context, fn), context);
}

/** Binds a generator to the context that was current when it was made, not to that of whoever pulls it. */
function bindIteration<T>(value: T, context: Context): T {
  if (!isGenerator(value)) return value;
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = value[method] as (...args: unknown[]) => unknown;
    // Of a frozen generator nothing can be bound, and it must not throw for that.
    Reflect.defineProperty(value, method, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => storage.run(context, () => original.apply(value, args)),
    });
  }
  return value;
}

export function isGenerator(value: unknown): value is Generator | AsyncGenerator {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const tag = Object.prototype.toString.call(value);
    return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
  } catch {
    // A proxy of the host's that does not want to be looked at.
    return false;
  }
}

export function isAsyncGenerator(value: Generator | AsyncGenerator): value is AsyncGenerator {
  return Symbol.asyncIterator in value;
}
