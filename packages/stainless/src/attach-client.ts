import { type AdapterRecorder, attachOnce, type Override, overrideMethod } from '@agentops/core';
import type { CallContext } from './call.ts';
import { Calls } from './calls.ts';
import { type ClientInternals, isStainlessClient, type StainlessClient } from './host.ts';
import type { Operation } from './operation.ts';
import { serverAttributes } from './payload.ts';
import { RecentBodies } from './recent-bodies.ts';
import { hookMakeRequest, hookRequest } from './request-hook.ts';
import { hookToolRunners, type ToolRunner } from './tool-hook.ts';
import { ToolLoop } from './tool-loop.ts';

export interface AttachClientOptions {
  recorder: AdapterRecorder;
  /** The operations of the API that are recorded. Other requests pass unseen. */
  operations: readonly Operation[];
  /** OpenTelemetry's name of the provider that this client talks to (`gen_ai.provider.name`). */
  providerOf: (client: StainlessClient) => string;
  /** Ask for usage in streams whose caller did not, and keep it from the caller. @default false */
  includeUsage?: boolean;
  /** The SDK's helpers that run tools. @default none */
  toolRunners?: readonly ToolRunner[];
}

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
  const { recorder, operations, providerOf, includeUsage = false, toolRunners = [] } = options;
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
      recentBodies: new RecentBodies(),
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
    } else
      reportMissing(
        recorder,
        'makeRequest',
        'errors, retries, raw responses and calls that nobody waits for are not seen',
      );
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
    Object.assign(overrides, hookToolRunners(client, toolRunners, recorder));
    recorder.report({
      level: 'info',
      code: 'attached',
      message: `${recorder.source.adapter} is attached to a client of ${recorder.source.host} ${recorder.source.hostVersion ?? '(unknown version)'}.`,
    });
    return overrides;
  });
}

function reportMissing(recorder: AdapterRecorder, method: string, consequence: string): void {
  recorder.report({
    level: 'warn',
    code: 'not-hooked',
    message: `This client of ${recorder.source.host} has no ${method}(): ${consequence}.`,
  });
}
