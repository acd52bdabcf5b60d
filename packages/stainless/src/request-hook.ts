import type { Origin } from '@agentops/core';
import { observeBody } from './body-hook.ts';
import { Call, type CallContext } from './call.ts';
import type { Calls } from './calls.ts';
import {
  type ApiPromise,
  type ApiStream,
  type ClientInternals,
  isStream,
  type ResponseProps,
} from './host.ts';
import { observeStream } from './stream-hook.ts';
import { StreamWatcher } from './stream-watcher.ts';
import { define } from './watch-iterator.ts';

/** A promise that the caller drops without asking for the body leaves its call open until it is collected. */
const dropped = new FinalizationRegistry<Call>((call) => call.abandon());

/** Over `request`, which every call goes through. */
export function hookRequest(
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
          const watcher = isStream(data) ? watcherOf(call, props, context) : undefined;
          if (watcher) observeStream(data as ApiStream, watcher);
          else call.end(data);
        });
        return data;
      }),
      call,
      context,
    );
    dropped.register(observed, call, call);
    return observed;
  };
}

function watcherOf(call: Call, { options, controller }: ResponseProps, context: CallContext) {
  const reader = options.stream ? call.operation?.createStreamReader?.() : undefined;
  return reader && new StreamWatcher(reader, call, context.recorder, controller?.signal);
}

/**
 * Sees the ways around the parsed body: `asResponse`, the unparsed response, and a body that can't be parsed. None asks the promise for
 * anything, because that would parse the body, and would silence an unhandled rejection.
 */
function observe(promise: ApiPromise, call: Call, context: CallContext): ApiPromise {
  const { _thenUnwrap: unwrap, _responseProps: responseProps, asResponse, parseResponse } = promise;
  define(promise, '_thenUnwrap', (transform: Parameters<typeof unwrap>[0]) =>
    observe(unwrap.call(promise, transform), call, context),
  );
  define(promise, 'asResponse', () => {
    if (!promise.parsedPromise) call.endRaw();
    return asResponse.call(promise);
  });
  if (typeof responseProps === 'function') {
    define(promise, '_responseProps', async () => {
      const props = await responseProps.call(promise);
      context.recorder.guard(() => {
        const { body } = props.response;
        const watcher = body ? watcherOf(call, props, context) : undefined;
        if (!body || !watcher) return;
        dropped.unregister(call);
        observeBody(body, watcher);
      });
      return props;
    });
  }
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

/** Over `makeRequest`, which sends one attempt. */
export function hookMakeRequest(
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
