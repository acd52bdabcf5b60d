import { AsyncLocalStorage } from 'node:async_hooks';
import type { LLMAttempt } from '@agentops/core';
import type { Call } from './call.ts';
import type { MaybePromise, RequestOptions } from './host.ts';

/** Finds the call that a request belongs to, by the options that the SDK passes from method to method. */
export class Calls {
  /** Keyed by the options as `request` got them, and by what these resolve to: some versions await them in between. */
  readonly #expected = new WeakMap<object, Call>();
  readonly #underWay = new WeakMap<object, Call>();
  readonly #attempt = new AsyncLocalStorage<LLMAttempt>();

  expect(options: MaybePromise<RequestOptions>, call: Call): void {
    this.#expected.set(options, call);
    if (!(options instanceof Promise)) return;
    options.then(
      (resolved) => this.#expected.set(resolved, call),
      () => {},
    );
  }

  /** The call that begins with these options. Undefined the second time. */
  take(options: MaybePromise<RequestOptions>): Call | undefined {
    const call = this.#expected.get(options);
    if (call) this.#expected.delete(options);
    return call && !call.hasBegun ? call : undefined;
  }

  begin(options: RequestOptions, call: Call): void {
    this.#expected.delete(options);
    this.#underWay.set(options, call);
    call.start(options);
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
