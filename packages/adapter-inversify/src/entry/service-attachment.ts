import { describeError, isAttached } from '@agentops/core';
import { type Activation, nameOf } from '../host.ts';
import { report } from '../report.ts';
import { followFactory, isFollowed, productAttachOf } from './attach-products.ts';
import type { Attach, ServiceEntry } from './service-entry.ts';

/** What the host gets for an instance that an attach function has seen: itself, but for a factory that is followed. */
const seen = new WeakMap<object, WeakMap<Attach<never>, unknown>>();

/** Attaches one entry to the instances of its service. Nothing in it throws into inversify. */
export class ServiceAttachment {
  readonly name: string;
  readonly #attach: Attach<never>;
  readonly #said = new Set<string>();

  constructor([service, attach]: ServiceEntry) {
    this.name = nameOf(service);
    this.#attach = attach;
  }

  /** For inversify. An instance that is activated again, as a constant is through an alias of inversify 6, is left alone. */
  readonly activate: Activation = (_context, instance) => {
    if (!isObject(instance)) return this.#try(instance).instance;
    const results = seen.get(instance);
    if (results?.has(this.#attach)) return results.get(this.#attach);
    const { instance: result } = this.#try(instance);
    this.#remember(instance, result);
    return result;
  };

  /** For an instance that the container holds already. Returns why it can't be attached, undefined when it is. */
  attachResolved(instance: unknown): string | undefined {
    if (productAttachOf(this.#attach)) {
      if (isFollowed(instance, this.#attach)) return undefined;
      return this.refuse('the factory was resolved already; load the module before that');
    }
    if (!isObject(instance)) return this.#try(instance).reason;
    if (seen.get(instance)?.has(this.#attach) && isAttached(instance)) return undefined;
    this.#remember(instance, instance);
    return this.#try(instance).reason;
  }

  /** Says why this service, or an instance of it, is not attached. */
  refuse(reason: string, code = 'not-attached'): string {
    this.#say('warn', code, `${this.name} is not attached: ${reason}.`);
    return reason;
  }

  /** Says that instances which inversify makes from now on will be attached. */
  expect(): void {
    this.#say('info', 'pending', `${this.name} will be attached when inversify resolves it.`);
  }

  #remember(instance: object, result: unknown): void {
    const results = seen.get(instance) ?? new WeakMap();
    seen.set(instance, results.set(this.#attach, result));
  }

  #try(instance: unknown): { instance: unknown; reason?: string } {
    const productAttach = productAttachOf(this.#attach);
    if (productAttach) {
      if (typeof instance !== 'function') {
        return { instance, reason: this.refuse(`${kindOf(instance)} is bound, not a factory`) };
      }
      const onProduct = (product: unknown) => void this.#call(productAttach, product);
      const factory = instance as (...args: never[]) => unknown;
      return { instance: followFactory(factory, this.#attach, onProduct) };
    }
    const reason = this.#call(this.#attach as Attach<unknown>, instance);
    return reason === undefined ? { instance } : { instance, reason };
  }

  /** Returns why not, undefined when it is attached. */
  #call(attach: Attach<unknown>, instance: unknown): string | undefined {
    if (!isObject(instance)) return this.refuse(`${kindOf(instance)} is bound, not an object`);
    try {
      const result: unknown = attach(instance);
      if (result instanceof Promise && result !== instance) this.#watch(result);
    } catch (error) {
      return this.#failed(error);
    }
    this.#say('info', 'attached', `${this.name} is attached.`);
    return undefined;
  }

  /** An attach function that is asynchronous: nobody waits for it, and its failure is not the host's. */
  #watch(result: Promise<unknown>): void {
    void result.then(undefined, (error) => this.#failed(error));
  }

  #failed(error: unknown): string {
    return this.refuse(
      `attaching failed with "${describeError(error).message}"; it works as before`,
      'attach-failed',
    );
  }

  /** Each thing once, without making a text for every instance. */
  #say(level: 'info' | 'warn', code: string, message: string): void {
    const key = code === 'not-attached' ? message : code;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    report(level, code, message, this.name);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
