import { copyPayload } from '../events/copy.ts';
import type { EventFields } from '../events/event.ts';
import { isCancellation } from './cancellation.ts';
import { isAsyncGenerator, isGenerator } from './context.ts';
import type { EventHandle } from './event-handle.ts';

type Callback = (value: unknown) => unknown;
interface Thenable {
  then(onFulfilled: Callback, onRejected: Callback): unknown;
}

/** What a generator yielded is recorded up to so many values. */
const maxYielded = 1000;

/**
 * Calls under an event of type action or tool, which ends as the call does. Returns what was returned: of a promise one that
 * follows it; a lazy promise or another thenable, such as a query that is sent when it is awaited, and a generator as they
 * are, watched in place, so that the caller starts them and they run once.
 */
export function runToEnd(event: EventHandle, call: () => unknown): unknown {
  let result: unknown;
  try {
    result = event.run(call);
  } catch (error) {
    failOrCancel(event, error);
    throw error;
  }
  if (isGenerator(result)) return followGenerator(event, result);
  if (isThenable(result)) return followPromise(event, result);
  event.end(outputFields(event, result));
  return result;
}

function followPromise(event: EventHandle, promise: Thenable): unknown {
  const fulfilled = (value: unknown) => {
    event.end(outputFields(event, value));
    return value;
  };
  const rejected = (error: unknown): never => {
    failOrCancel(event, error);
    throw error;
  };
  // The promise that follows takes the place of the host's own, so that a rejection that nobody handles stays unhandled.
  if (Object.getPrototypeOf(promise) === Promise.prototype)
    return promise.then(fulfilled, rejected);
  // A lazy promise (those of LLM clients are) starts its work when it is asked to, and that is for the host to do.
  const original = promise.then;
  const then = function (this: unknown, onFulfilled?: Callback, onRejected?: Callback): unknown {
    return original.call(
      this,
      (value) => {
        fulfilled(value);
        return onFulfilled ? onFulfilled(value) : value;
      },
      (error) => {
        failOrCancel(event, error);
        if (onRejected) return onRejected(error);
        throw error;
      },
    );
  };
  try {
    Object.defineProperty(promise, 'then', { configurable: true, writable: true, value: then });
  } catch {
    event.end();
  }
  return promise;
}

function outputFields({ type }: EventHandle, value: unknown): EventFields {
  return type === 'tool' ? { result: value } : { output: value };
}

function failOrCancel(event: EventHandle, error: unknown): void {
  if (isCancellation(error)) event.cancel({ attributes: { 'error.type': 'AbortError' } });
  else event.fail(error);
}

/** Wraps next, return and throw of the generator itself, which the host goes on to hold. */
function followGenerator(event: EventHandle, generator: Generator | AsyncGenerator): unknown {
  const yielded: unknown[] = [];
  const seen = (step: IteratorResult<unknown>, method: string): IteratorResult<unknown> => {
    if (!step.done) {
      if (yielded.length < maxYielded) yielded.push(copyPayload(step.value).value);
    } else if (method === 'return') event.cancel(outputFields(event, yielded));
    else if (step.value === undefined) event.end(outputFields(event, yielded));
    else event.end(outputFields(event, [...yielded, step.value]));
    return step;
  };
  const failed = (error: unknown): never => {
    if (!event.hasEnded) event.update(outputFields(event, yielded));
    failOrCancel(event, error);
    throw error;
  };
  const asynchronous = isAsyncGenerator(generator);
  for (const method of ['next', 'return', 'throw'] as const) {
    // Bound to the context already, by `runInContext`.
    const original = generator[method] as (...args: unknown[]) => unknown;
    const wrapped = (...args: unknown[]): unknown => {
      if (asynchronous) {
        const step = original.apply(generator, args) as Promise<IteratorResult<unknown>>;
        return step.then((result) => seen(result, method), failed);
      }
      try {
        return seen(original.apply(generator, args) as IteratorResult<unknown>, method);
      } catch (error) {
        return failed(error);
      }
    };
    Reflect.defineProperty(generator, method, {
      configurable: true,
      writable: true,
      value: wrapped,
    });
  }
  abandoned.register(generator, { event, yielded });
  return generator;
}

/** A generator that is dropped half-way runs no more code: its event ends when it is collected. */
const abandoned = new FinalizationRegistry<{
  event: EventHandle;
  yielded: unknown[];
}>(({ event, yielded }) => event.cancel(outputFields(event, yielded)));

function isThenable(value: unknown): value is Thenable {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
