import { copyPayload } from '../events/copy.ts';
import type { EventFields } from '../events/event.ts';
import { EventHandle } from './event-handle.ts';
import type { Origin } from './origin.ts';
import { runToEnd } from './run-to-end.ts';

type Callable = (...args: never[]) => unknown;

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
      return runToEnd(event, () => Reflect.apply(fn, this, args));
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
