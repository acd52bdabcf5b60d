import {
  attachOnce,
  isAttached,
  type Override,
  overrideMethod,
  traceAction,
  traceTool,
} from '@agentops/core';
import { adapterName } from '../report.ts';
import type { Attach } from './service-entry.ts';

/** The names of a service's methods; any text where nothing says what the service is. */
export type MethodName<T> = [T] extends [never]
  ? string
  : Extract<{ [K in keyof T]: T[K] extends Method ? K : never }[keyof T], string>;

export interface TracedMethods<T> {
  /** Each call is recorded as an action. */
  actions?: readonly MethodName<T>[];
  /** Each call is recorded as a tool call. */
  tools?: readonly MethodName<T>[];
}

type Method = (...args: never[]) => unknown;

const traced = new WeakMap<object, ReadonlySet<string>>();

/**
 * For a service that no adapter knows: records the calls of these methods, under their names. The instance stays the same
 * object, its class and every other instance untouched; `detach(instance)` of core takes it away.
 */
export function traceMethods<T = never>(methods: TracedMethods<NoInfer<T>>): Attach<T> {
  const wanted = [
    ...(methods.actions ?? []).map((name) => ({ name: name as string, trace: traceAction })),
    ...(methods.tools ?? []).map((name) => ({ name: name as string, trace: traceTool })),
  ];
  const names = new Set(wanted.map(({ name }) => name));
  if (names.size < wanted.length) throw new TypeError('traceMethods: a method is named twice');
  return (instance) => {
    const target = instance as object;
    if (isAttached(target, adapterName)) {
      const before = traced.get(target);
      if (before && [...names].every((name) => before.has(name))) return;
      throw new Error('other methods of it are traced already');
    }
    attachOnce(target, adapterName, () => {
      const overrides: Record<string, Override> = {};
      try {
        for (const { name, trace } of wanted) {
          if (typeof Reflect.get(target, name) !== 'function') {
            throw new TypeError(`it has no method "${name}"`);
          }
          overrides[name] = overrideMethod(target, name, (method: Method) => trace(name, method));
        }
      } catch (error) {
        for (const override of Object.values(overrides)) override.remove();
        throw error;
      }
      return overrides;
    });
    traced.set(target, names);
  };
}
