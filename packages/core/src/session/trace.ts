import { copyPayload } from '../events/copy.ts';
import type { EventFields } from '../events/event.ts';
import { isCancellation } from './cancellation.ts';
import { isAsyncGenerator, isGenerator } from './context.ts';
import { EventHandle } from './event-handle.ts';
import type { Origin } from './origin.ts';

type Callable = (...args: never[]) => unknown;
type Callback = (value: unknown) => unknown;
interface Thenable {
  then(onFulfilled: Callback, onRejected: Callback): unknown;
}

/** Works as a standard decorator and under `experimentalDecorators`. */
export interface TraceDecorator {
  <M extends Callable>(method: M, context: ClassMethodDecoratorContext): M;
  <M extends Callable>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): TypedPropertyDescriptor<M>;
}

export interface Trace {
  /** A function that does what `fn` does, and whose every call is recorded under that name. */
  <F extends Callable>(name: string, fn: F): F;
  /** A method decorator. @default the method's name */
  (name?: string): TraceDecorator;
}

/** What a generator yielded is recorded up to so many values. */
const maxYielded = 1000;

/** Makes `traceAction` and `traceTool`. `locate` is asked at each call. */
export function createTrace(type: 'action' | 'tool', locate: () => Origin): Trace {
  const wrap = <F extends Callable>(name: string, fn: F): F => {
    const traced = function (this: unknown, ...args: unknown[]): unknown {
      const event = new EventHandle(locate(), {
        type,
        name,
        fields: inputFields(type, args),
        source: null,
        capture: true,
      });
      return follow(event, type, () => Reflect.apply(fn, this, args));
    };
    // The host may look at them, and a wrapper must not show.
    Object.defineProperty(traced, 'name', { value: fn.name, configurable: true });
    Object.defineProperty(traced, 'length', { value: fn.length, configurable: true });
    return traced as unknown as F;
  };
  return ((name?: string, fn?: Callable) => {
    if (fn) return wrap(name as string, fn);
    return ((
      target: Callable,
      context: ClassMethodDecoratorContext | string | symbol,
      descriptor?: TypedPropertyDescriptor<Callable>,
    ) => {
      if (typeof context === 'object') return wrap(name ?? String(context.name), target);
      const method = descriptor?.value as Callable;
      return { ...descriptor, value: wrap(name ?? String(context), method) };
    }) as TraceDecorator;
  }) as Trace;
}

/** One plain object stands for named arguments; anything else is the list of positional ones. */
function inputFields(type: 'action' | 'tool', args: unknown[]): EventFields {
  const [first] = args;
  const named =
    args.length === 1 && typeof first === 'object' && first !== null && !Array.isArray(first);
  const input = copyPayload(named ? first : args).value;
  return type === 'tool'
    ? { arguments: input, kind: 'function' }
    : { input, actionType: 'function' };
}

function follow(event: EventHandle, type: 'action' | 'tool', call: () => unknown): unknown {
  let result: unknown;
  try {
    result = event.run(call);
  } catch (error) {
    failOrCancel(event, error);
    throw error;
  }
  if (isGenerator(result)) return followGenerator(event, type, result);
  if (isThenable(result)) return followPromise(event, type, result);
  event.end(outputFields(type, result));
  return result;
}

function followPromise(event: EventHandle, type: 'action' | 'tool', promise: Thenable): unknown {
  const fulfilled = (value: unknown) => {
    event.end(outputFields(type, value));
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

function outputFields(type: 'action' | 'tool', value: unknown): EventFields {
  return type === 'tool' ? { result: value } : { output: value };
}

function failOrCancel(event: EventHandle, error: unknown): void {
  if (isCancellation(error)) event.cancel({ attributes: { 'error.type': 'AbortError' } });
  else event.fail(error);
}

/** Wraps next, return and throw of the generator itself, which the host goes on to hold. */
function followGenerator(
  event: EventHandle,
  type: 'action' | 'tool',
  generator: Generator | AsyncGenerator,
): unknown {
  const yielded: unknown[] = [];
  const seen = (step: IteratorResult<unknown>, method: string): IteratorResult<unknown> => {
    if (!step.done) {
      if (yielded.length < maxYielded) yielded.push(copyPayload(step.value).value);
    } else if (method === 'return') event.cancel(outputFields(type, yielded));
    else if (step.value === undefined) event.end(outputFields(type, yielded));
    else event.end(outputFields(type, [...yielded, step.value]));
    return step;
  };
  const failed = (error: unknown): never => {
    if (!event.hasEnded) event.update(outputFields(type, yielded));
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
  abandoned.register(generator, { event, type, yielded });
  return generator;
}

/** A generator that is dropped half-way runs no more code: its event ends when it is collected. */
const abandoned = new FinalizationRegistry<{
  event: EventHandle;
  type: 'action' | 'tool';
  yielded: unknown[];
}>(({ event, type, yielded }) => event.cancel(outputFields(type, yielded)));

function isThenable(value: unknown): value is Thenable {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
