/** Follows an answer while the host reads it, by the iterator's own methods: nothing is read that the host does not read. */
import { type EventHandle, isCancellation } from '@agentops/core';
import type { ChatMessage } from './host/services.ts';

type Step = IteratorResult<ChatMessage>;
type Method = (...args: unknown[]) => unknown;

/** Makes the call, and returns what it returns. Every pull runs under the event as well. */
export function followCompletion<R>(event: EventHandle, call: () => R): R {
  let answer: R;
  try {
    answer = event.run(call);
  } catch (error) {
    fail(event, error);
    throw error;
  }
  return follow(event, answer) as R;
}

function follow(event: EventHandle, answer: unknown): unknown {
  if (answer instanceof Promise) {
    return answer.then(
      (value) => follow(event, value),
      (error) => {
        fail(event, error);
        throw error;
      },
    );
  }
  const { next } = (answer ?? {}) as { next?: unknown };
  if (typeof next === 'function') followIterator(event, answer as object);
  else if (!followIterable(event, answer)) event.end({ output: answer });
  return answer;
}

/** An object that is iterated later: the first iterator that is asked for is followed. */
function followIterable(event: EventHandle, answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  for (const key of [Symbol.asyncIterator, Symbol.iterator]) {
    const iterate = (answer as Record<symbol, Method | undefined>)[key];
    if (typeof iterate !== 'function') continue;
    define(answer, key, function (this: unknown, ...args) {
      const iterator = event.run(() => Reflect.apply(iterate, this, args)) as object;
      if (!event.hasEnded) followIterator(event, iterator);
      return iterator;
    });
    abandoned.register(answer, event);
    return true;
  }
  return false;
}

function followIterator(event: EventHandle, iterator: object): void {
  for (const method of ['next', 'return', 'throw'] as const) {
    const original = (iterator as Record<string, Method | undefined>)[method];
    if (typeof original !== 'function') continue;
    define(iterator, method, function (this: unknown, ...args) {
      let step: unknown;
      try {
        step = event.run(() => Reflect.apply(original, this, args));
      } catch (error) {
        fail(event, error);
        throw error;
      }
      if (!(step instanceof Promise)) return seen(event, step as Step);
      return step.then(
        (value: Step) => seen(event, value),
        (error: unknown) => {
          fail(event, error);
          throw error;
        },
      );
    });
  }
  abandoned.register(iterator, event);
}

/**
 * Also the end by `return`: the host stops reading when it has what it needs, and that is a success
 * (`code_generator.py:374-389`, and the smoother closes every stream).
 */
function seen(event: EventHandle, step: Step): Step {
  if (step.done) event.end();
  // An attached client sees the same text, and more of it.
  else if (!event.hasProvider && typeof step.value?.content === 'string') {
    const stream = event.stream();
    stream.arrived();
    stream.add({ choice: 0, part: 0, type: 'text', text: step.value.content });
  }
  return step;
}

function fail(event: EventHandle, error: unknown): void {
  if (isCancellation(error)) event.cancel();
  else event.fail(error);
}

/** Nobody will read on. */
const abandoned = new FinalizationRegistry<EventHandle>((event) => event.cancel());

function define(target: object, key: PropertyKey, value: Method): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}
