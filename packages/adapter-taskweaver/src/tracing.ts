/** The host's Tracing service: what the host traces becomes actions of type `span`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AdapterOptions,
  type AdapterRecorder,
  attachOnce,
  type EventHandle,
  type Override,
  overrideMethod,
} from '@agentops/core';
import { ERROR_TYPE } from '@agentops/semconv';
import type { Tracing } from './host/services.ts';
import { recorderOfSession } from './host-session.ts';
import { adapterName, cannotAttach, createRecorder } from './recorder.ts';

interface Span {
  event: EventHandle;
  attributes: Record<string, unknown>;
  failed: boolean;
  exception?: { error: unknown };
}

/** A Tracing service to bind where the host has none of its own. */
export class AgentOpsTracing implements Tracing {
  readonly #recorder: AdapterRecorder;
  readonly #spans = new AsyncLocalStorage<Span>();

  constructor(options: AdapterOptions = {}) {
    this.#recorder = createRecorder(options);
  }

  startAsCurrentSpan<T>(name: string, fn: () => T): T {
    const event = this.#start(name);
    if (!event) return fn();
    const span: Span = { event, attributes: {}, failed: false };
    let result: T;
    try {
      result = this.#spans.run(span, () => event.run(fn));
    } catch (error) {
      event.fail(error, { attributes: span.attributes });
      throw error;
    }
    if (!(result instanceof Promise)) {
      end(span);
      return result;
    }
    return result.then(
      (value) => {
        end(span);
        return value;
      },
      (error) => {
        event.fail(error, { attributes: span.attributes });
        throw error;
      },
    ) as T;
  }

  setSpanAttribute(key: string, value: unknown): void {
    this.#set(`taskweaver.${key}`, () => value);
  }

  setSpanStatus(status: 'OK' | 'ERROR', message?: string): void {
    const span = this.#spans.getStore();
    if (!span) return;
    span.failed = status === 'ERROR';
    if (span.failed && message) span.attributes['taskweaver.status_message'] = message;
  }

  setSpanException(exception: unknown): void {
    const span = this.#spans.getStore();
    if (span) span.exception = { error: exception };
  }

  /** Adds up, by direction: `taskweaver.prompt_size.input`, `taskweaver.prompt_size.output`. */
  addPromptSize(size: number, labels: Record<string, string> = {}): void {
    const { direction } = labels;
    const key = ['taskweaver.prompt_size', direction].filter(Boolean).join('.');
    this.#set(key, (before) => (typeof before === 'number' ? before : 0) + size);
  }

  /** The provider's own count is in the LLM call, so that nothing is counted here. */
  countTokens(_data: string): number {
    return 0;
  }

  #start(name: string): EventHandle | undefined {
    let event: EventHandle | undefined;
    this.#recorder.guard(() => {
      const located = this.#recorder.locate();
      if (!located) return;
      const origin = recorderOfSession(located.session)?.place(located) ?? located;
      event = this.#recorder.start(
        { ...origin, claim: undefined },
        { type: 'action', name },
        {},
        () => ({
          actionType: 'span',
        }),
      );
    });
    return event;
  }

  #set(key: string, value: (before: unknown) => unknown): void {
    const attributes = this.#spans.getStore()?.attributes;
    if (attributes) attributes[key] = value(attributes[key]);
  }
}

/** A Tracing service, for a host that has none. */
export function createTracing(options: AdapterOptions = {}): Tracing {
  return new AgentOpsTracing(options);
}

/** Records what a host traces with a service of its own, which goes on to do what it did. Returns the very same object. */
export function attachTracing<T extends Tracing>(tracing: T, options: AdapterOptions = {}): T {
  return attachOnce(tracing, adapterName, () => {
    if (typeof tracing.startAsCurrentSpan !== 'function') {
      return cannotAttach(createRecorder(options), 'startAsCurrentSpan()');
    }
    const ours = new AgentOpsTracing(options);
    const overrides: Record<string, Override> = {
      startAsCurrentSpan: overrideMethod<Tracing['startAsCurrentSpan']>(
        tracing,
        'startAsCurrentSpan',
        (original) =>
          function (this: Tracing, name, fn) {
            return ours.startAsCurrentSpan(name, () => Reflect.apply(original, this, [name, fn]));
          } as Tracing['startAsCurrentSpan'],
      ),
    };
    for (const method of recordedMethods) {
      if (typeof tracing[method] !== 'function') continue;
      overrides[method] = overrideMethod(
        tracing,
        method,
        (original: (...args: never[]) => void) =>
          function (this: Tracing, ...args: never[]) {
            (ours[method] as (...args: never[]) => void)(...args);
            return Reflect.apply(original, this, args);
          },
      );
    }
    return overrides;
  });
}

const recordedMethods = [
  'setSpanAttribute',
  'setSpanStatus',
  'setSpanException',
  'addPromptSize',
] as const;

function end({ event, attributes, failed, exception }: Span): void {
  if (exception) event.fail(exception.error, { attributes });
  else if (failed)
    event.end({ status: 'error', attributes: { ...attributes, [ERROR_TYPE]: 'span_status' } });
  else event.end({ attributes });
}
