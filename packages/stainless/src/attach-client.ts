import {
  type AdapterRecorder,
  attachOnce,
  type Origin,
  type Override,
  overrideMethod,
} from '@agentops/core';
import { Call, type CallContext } from './call.ts';
import { Calls } from './calls.ts';
import {
  type ApiPromise,
  type ClientInternals,
  isStainlessClient,
  isStream,
  type StainlessClient,
} from './host.ts';
import type { Operation } from './operation.ts';
import { serverAttributes } from './payload.ts';
import { observeStream } from './stream-hook.ts';
import { ToolLoop } from './tool-loop.ts';

export interface AttachClientOptions {
  recorder: AdapterRecorder;
  /** The operations of the API that are LLM calls. Other requests pass unseen. */
  operations: readonly Operation[];
  /** OpenTelemetry's name of the provider that this client talks to (`gen_ai.provider.name`). */
  providerOf: (client: StainlessClient) => string;
  /** Ask for usage in streams whose caller did not, and keep it from the caller. @default false */
  includeUsage?: boolean;
}

/** A promise that the caller drops without asking for the body leaves its call open until it is collected. */
const dropped = new FinalizationRegistry<Call>((call) => call.abandon());

/** What `request` is of a client that is attached. A Proxy of such a client, or an heir of it, shows the same function. */
const attachedRequests = new WeakSet<object>();

/**
 * Attaches to a client of an SDK that Stainless generated, by own properties over `request`, `makeRequest`, `shouldRetry`
 * and `withOptions` of this one object: no prototype, module or fetch is touched. Returns the same object.
 */
export function attachStainlessClient<C extends StainlessClient>(
  client: C,
  options: AttachClientOptions,
): C {
  const { recorder, operations, providerOf, includeUsage = false } = options;
  if (!isStainlessClient(client)) {
    recorder.report({
      level: 'error',
      code: 'not-attached',
      message: `${recorder.source.adapter} was given something that is no client of ${recorder.source.host}: it has no request() and post(). Nothing of it is recorded.`,
    });
    return client;
  }
  if (attachedRequests.has(client.request)) return client;
  if (!Object.isExtensible(client)) {
    recorder.report({
      level: 'error',
      code: 'not-attached',
      message: `${recorder.source.adapter} was given a client of ${recorder.source.host} that is frozen or sealed, so nothing can be put over its methods. Nothing of it is recorded.`,
    });
    return client;
  }
  return attachOnce(client, recorder.source.adapter, () => {
    const internals = client as unknown as ClientInternals;
    const context: CallContext = {
      recorder,
      operations,
      toolLoop: new ToolLoop(recorder),
      common: { provider: providerOf(client), attributes: serverAttributes(client.baseURL) },
      includeUsage,
      promptOwner: client,
    };
    const calls = new Calls();
    const overrides: Record<string, Override> = {
      request: overrideMethod<ClientInternals['request']>(internals, 'request', (original) =>
        hookRequest(original, context, calls),
      ),
    };
    attachedRequests.add(client.request);
    if (typeof internals.makeRequest === 'function') {
      overrides.makeRequest = overrideMethod<NonNullable<ClientInternals['makeRequest']>>(
        internals,
        'makeRequest',
        (original) => hookMakeRequest(original, calls),
      );
    } else reportMissing(recorder, 'makeRequest', 'errors, retries and raw responses are not seen');
    if (typeof internals.shouldRetry === 'function') {
      overrides.shouldRetry = overrideMethod<NonNullable<ClientInternals['shouldRetry']>>(
        internals,
        'shouldRetry',
        (original) =>
          function (this: unknown, response, ...rest) {
            calls.sawStatus(response?.status);
            return original.call(this as ClientInternals, response, ...rest);
          },
      );
    }
    if (typeof internals.withOptions === 'function') {
      overrides.withOptions = overrideMethod<NonNullable<ClientInternals['withOptions']>>(
        internals,
        'withOptions',
        (original) =>
          function (this: unknown, ...args) {
            const clone = original.apply(this as ClientInternals, args);
            return attachStainlessClient(clone as StainlessClient, options);
          },
      );
    }
    recorder.report({
      level: 'info',
      code: 'attached',
      message: `${recorder.source.adapter} is attached to a client of ${recorder.source.host} ${recorder.source.hostVersion ?? '(unknown version)'}.`,
    });
    return overrides;
  });
}

function hookRequest(
  original: ClientInternals['request'],
  context: CallContext,
  calls: Calls,
): ClientInternals['request'] {
  return function (this: ClientInternals, options, ...rest) {
    let origin: Origin | undefined;
    try {
      origin = context.recorder.locate();
    } catch (error) {
      // Several sessions and none named. The SDK's own promise rejects, before anything is sent.
      return original.call(this, Promise.reject(error), ...rest);
    }
    if (!origin) return original.call(this, options, ...rest);
    const call = new Call(context, origin);
    calls.start(options, call);
    const promise = original.call(this, options, ...rest);
    if (typeof promise?._thenUnwrap !== 'function') return promise;
    const observed = observe(
      promise._thenUnwrap((data, props) => {
        context.recorder.guard(() => {
          const reader = props.options.stream ? call.operation?.createStreamReader?.() : undefined;
          if (reader && isStream(data)) observeStream(data, reader, call, context.recorder);
          else call.end(data);
        });
        return data;
      }),
      call,
    );
    dropped.register(observed, call);
    return observed;
  };
}

/**
 * Sees the two ways around the parsed body: `asResponse`, and a body that can't be parsed. Neither asks the promise for
 * anything, because that would parse the body, and would silence an unhandled rejection.
 */
function observe(promise: ApiPromise, call: Call): ApiPromise {
  const { _thenUnwrap: unwrap, asResponse, parseResponse } = promise;
  define(promise, '_thenUnwrap', (transform: Parameters<typeof unwrap>[0]) =>
    observe(unwrap.call(promise, transform), call),
  );
  define(promise, 'asResponse', () => {
    if (!promise.parsedPromise) call.endRaw();
    return asResponse.call(promise);
  });
  if (typeof parseResponse === 'function') {
    define(promise, 'parseResponse', async (...args: unknown[]) => {
      try {
        return await parseResponse.apply(promise, args);
      } catch (error) {
        call.fail(error);
        throw error;
      }
    });
  }
  return promise;
}

function hookMakeRequest(
  original: NonNullable<ClientInternals['makeRequest']>,
  calls: Calls,
): NonNullable<ClientInternals['makeRequest']> {
  return async function (this: ClientInternals, input, retriesRemaining, ...rest) {
    const options = await input;
    const call = calls.of(options);
    if (!call) return original.call(this, options, retriesRemaining, ...rest);
    // Retries come through here again, inside of the first attempt.
    const first = !call.hasBegun;
    const attempt = call.startAttempt();
    try {
      const props = await calls.inAttempt(attempt, () =>
        original.call(this, options, retriesRemaining, ...rest),
      );
      if (first) call.gotHeaders(props.response.status);
      return props;
    } catch (error) {
      if (first) call.fail(error);
      throw error;
    }
  };
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}

function reportMissing(recorder: AdapterRecorder, method: string, consequence: string): void {
  recorder.report({
    level: 'warn',
    code: 'not-hooked',
    message: `This client of ${recorder.source.host} has no ${method}(): ${consequence}.`,
  });
}
