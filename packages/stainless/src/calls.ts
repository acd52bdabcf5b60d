import { AsyncLocalStorage } from 'node:async_hooks';
import type { LLMAttempt } from '@agentops/core';
import type { Call } from './call.ts';
import type { MaybePromise, RequestOptions } from './host.ts';

/** Finds the call that a request belongs to, by the options that the SDK passes from method to method. */
export class Calls {
  /** Keyed by what the options resolve to: some versions pass the promise on, some await it in between. */
  readonly #underWay = new WeakMap<object, Call>();
  readonly #attempt = new AsyncLocalStorage<LLMAttempt>();

  /**
   * Starts the call as soon as its options are known, which is before the SDK goes on with them. Not in `makeRequest`: a
   * client that is detached meanwhile, or that is of a version without this private method, would not come by there.
   */
  start(options: MaybePromise<RequestOptions>, call: Call): void {
    const start = (resolved: RequestOptions) => {
      this.#underWay.set(resolved, call);
      call.start(resolved);
    };
    if (isPromise(options)) options.then(start, () => {});
    else start(options);
  }

  of(options: RequestOptions): Call | undefined {
    return this.#underWay.get(options);
  }

  inAttempt<T>(attempt: LLMAttempt, fn: () => T): T {
    return this.#attempt.run(attempt, fn);
  }

  /** An answer came that is no success. Nothing but the async context says to which attempt. */
  sawStatus(status: number | undefined): void {
    const attempt = this.#attempt.getStore();
    if (attempt && status !== undefined) attempt.statusCode = status;
  }
}

function isPromise(value: MaybePromise<RequestOptions>): value is Promise<RequestOptions> {
  return typeof (value as Partial<Promise<RequestOptions>>).then === 'function';
}
