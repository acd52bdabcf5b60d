import {
  type AdapterRecorder,
  type EventHandle,
  type Origin,
  type Override,
  overrideMethod,
  runToEnd,
} from '@agentops/core';
import { readObject } from './payload.ts';

/** A helper of the SDK that runs the caller's tools by itself. */
export interface ToolRunner {
  /** Where its method stands, as callers write it: `chat.completions.runTools`. Not every version has it. */
  method: string;
  /** The tool with its function wrapped, in a copy of it; the tool itself where it has none. */
  wrapTool(tool: object, wrap: WrapTool): object;
}

/**
 * A copy of `holder` where the function under `key` is wrapped as that of the tool `name`. `callIdOf` finds the model's id of
 * the call in what the function is given.
 */
export type WrapTool = <T extends object>(
  holder: T,
  key: string,
  name: string,
  callIdOf?: (args: readonly unknown[]) => string | undefined,
) => T;

type ToolFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Puts itself over the tool runners that this client has, so that each tool that they run is an event. */
export function hookToolRunners(
  client: object,
  runners: readonly ToolRunner[],
  recorder: AdapterRecorder,
): Record<string, Override> {
  const overrides: Record<string, Override> = {};
  for (const runner of runners) {
    const path = runner.method.split('.');
    const method = path.pop() as string;
    const resource = path.reduce<object>(
      (object, key) => readObject(readObject(object)[key]),
      client,
    );
    if (typeof readObject(resource)[method] !== 'function') continue;
    overrides[runner.method] = overrideMethod<ToolFunction>(
      resource,
      method,
      (original) =>
        function (params, ...rest) {
          return original.call(this, withTools(params, runner, recorder), ...rest);
        },
    );
  }
  return overrides;
}

function withTools(params: unknown, runner: ToolRunner, recorder: AdapterRecorder): unknown {
  try {
    const { tools } = params as { tools?: unknown };
    if (!Array.isArray(tools)) return params;
    const origin = recorder.locate();
    if (!origin) return params;
    const wrap: WrapTool = (holder, key, name, callIdOf) => {
      const fn = (holder as Record<string, unknown>)[key] as ToolFunction;
      const copy = withProperty(holder, key, function (this: unknown, ...args: unknown[]) {
        const run = () => fn.apply(this === copy ? holder : this, args);
        return runTool(recorder, origin, name, args, callIdOf, run);
      });
      nameLike((copy as Record<string, unknown>)[key] as ToolFunction, fn);
      return copy;
    };
    return {
      ...(params as object),
      // An object of a class may have private fields, which a copy would lack. Its calls are seen from the messages.
      tools: tools.map((tool) => (isPlain(tool) ? runner.wrapTool(tool, wrap) : tool)),
    };
  } catch {
    // Several sessions and none named: the runner's first request rejects. Anything else is the runner's to complain about.
    return params;
  }
}

function runTool(
  recorder: AdapterRecorder,
  origin: Origin,
  name: string,
  args: readonly unknown[],
  callIdOf: Parameters<WrapTool>[3],
  run: () => unknown,
): unknown {
  let event: EventHandle | undefined;
  recorder.guard(() => {
    const callId = callIdOf?.(args);
    event = recorder.start(origin, { type: 'tool', name }, args[0], (input) => ({
      arguments: input,
      ...(callId === undefined ? {} : { callId }),
    }));
  }, origin);
  return event ? runToEnd(event, run) : run();
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A tool without a name has its function's. */
function nameLike(fn: ToolFunction, original: ToolFunction): void {
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(fn, key, { value: original[key], configurable: true });
  }
}

/** A copy of an object with one property replaced, hidden properties and prototype included. */
export function withProperty<T extends object>(object: T, key: PropertyKey, value: unknown): T {
  const descriptors = Object.getOwnPropertyDescriptors(object);
  const before = Object.getOwnPropertyDescriptor(object, key);
  return Object.create(Object.getPrototypeOf(object) as object | null, {
    ...descriptors,
    [key]: { value, configurable: true, writable: true, enumerable: before?.enumerable ?? true },
  }) as T;
}
