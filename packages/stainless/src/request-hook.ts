import type { Origin } from '@agentops/core';
import { observeBody } from './body-hook.ts';
import { Call, type CallContext } from './call.ts';
import type { Calls } from './calls.ts';
import { type ApiPromise, type ClientInternals, isStream, type ResponseProps } from './host.ts';
import { observeStream } from './stream-hook.ts';
import { StreamWatcher } from './stream-watcher.ts';
import { define } from './watch-iterator.ts';

/**
 * A promise that the caller drops without asking for the body leaves its call open until it is collected. One that was asked
 * by the time the answer comes needs no watching, and these are nearly all.
 */
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
    if (typeof promise.parseResponse === 'function') return observe(promise, call, context);
    // Nothing of this promise's own tells of the parsed body, but one that follows on it does.
    return observe(promise._thenUnwrap(seeing(call, context)), call, context);
  };
}

type Transform = Parameters<ApiPromise['_thenUnwrap']>[0];

/** Sees the parsed body on its way to whoever asked for it. */
function seeing(call: Call, context: CallContext, transform?: Transform): Transform {
  return (data, props) => {
    see(data, props, call, context);
    return transform ? transform(data, props) : data;
  };
}

/** Where a promise follows on another, both tell of the same body. */
function see(data: unknown, props: ResponseProps, call: Call, context: CallContext): void {
  if (call.hasBody) return;
  call.hasBody = true;
  dropped.unregister(call);
  if (!isStream(data)) {
    call.end(data);
    return;
  }
  context.recorder.guard(() => {
    const watcher = watcherOf(call, props, context);
    if (watcher) observeStream(data, watcher);
    else call.end(data);
  });
}

function watcherOf(call: Call, { options, controller }: ResponseProps, context: CallContext) {
  const reader = options.stream ? call.operation?.createStreamReader?.() : undefined;
  return reader && new StreamWatcher(reader, call, context.recorder, controller?.signal);
}

/**
 * Sees the parsed body, and the ways around it: `asResponse`, the unparsed response, and a body that can't be parsed. None asks
 * the promise for anything, because that would parse the body, and would silence an unhandled rejection.
 */
function observe(promise: ApiPromise, call: Call, context: CallContext): ApiPromise {
  const { _thenUnwrap: unwrap, _responseProps: responseProps, asResponse, parseResponse } = promise;
  call.promise = promise;
  define(promise, '_thenUnwrap', (transform: Transform) =>
    observe(unwrap.call(promise, seeing(call, context, transform)), call, context),
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
        call.hasBody = true;
        dropped.unregister(call);
        observeBody(body, watcher);
      });
      return props;
    });
  }
  if (typeof parseResponse === 'function') {
    promise.parseResponse = async (...args) => {
      let data: unknown;
      try {
        data = await parseResponse.apply(promise, args);
      } catch (error) {
        call.fail(error);
        throw error;
      }
      // The SDK's client comes before it, from openai 5 and @anthropic-ai/sdk 0.40 on.
      see(data, args.at(-1) as ResponseProps, call, context);
      return data;
    };
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
      if (first) {
        call.gotHeaders(props.response.status);
        watchUnasked(call);
      }
      return props;
    } catch (error) {
      if (first) call.fail(error);
      throw error;
    }
  };
}

function watchUnasked(call: Call): void {
  const { promise } = call;
  call.promise = undefined;
  if (promise && !promise.parsedPromise && !call.hasBody) dropped.register(promise, call, call);
}
