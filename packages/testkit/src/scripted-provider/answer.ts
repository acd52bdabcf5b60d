import { STATUS_CODES } from 'node:http';
import type { Exchange } from './exchange.ts';
import type { ScriptedReply } from './script.ts';
import { streamSteps } from './stream-steps.ts';
import type { WireApi, WireError } from './wire-api.ts';

/**
 * Sends a scripted reply in the words of the API that was called. @throws ScriptError before
 * anything is sent.
 */
export async function answer(api: WireApi, reply: ScriptedReply, exchange: Exchange) {
  const { entry } = exchange;
  if (reply.hang) return exchange.hang();
  await exchange.pause(reply.headersDelayMs ?? 0);
  const headers = responseHeaders(api, entry.index, reply);
  const error = wireError(reply);
  const streamed = entry.body.stream === true;
  if (error && !(streamed && reply.errorAfterChunks !== undefined)) {
    return exchange.sendJson(error.status, headers, api.errorBody(error, requestId(entry.index)));
  }
  if (streamed) {
    const steps = streamSteps(reply, api.stream(reply, entry), {
      errorEvent: (position) => error && api.errorEvent(error, position),
      idleEvent: api.idleEvent,
    });
    return exchange.sendStream(headers, steps, reply.chunkDelayMs ?? 0);
  }
  const body = api.json(reply, entry);
  if (reply.hangAfterChunks !== undefined) return exchange.breakOffJson(headers, body, 'hang');
  if (reply.cutAfterChunks !== undefined) return exchange.breakOffJson(headers, body, 'cut');
  return exchange.sendJson(200, headers, body);
}

/** Reports that no scripted reply can be given; the SDKs do not retry it. */
export function answerError(api: WireApi, status: number, message: string, exchange: Exchange) {
  const { index } = exchange.entry;
  const headers = { ...responseHeaders(api, index, {}), 'x-should-retry': 'false' };
  return exchange.sendJson(status, headers, api.errorBody({ status, message }, requestId(index)));
}

function requestId(index: number): string {
  return `req_${index + 1}`;
}

function responseHeaders(
  api: WireApi,
  index: number,
  reply: ScriptedReply,
): Record<string, string> {
  const { retryAfterMs, headers } = reply;
  return {
    [api.requestIdHeader]: requestId(index),
    ...(retryAfterMs === undefined
      ? {}
      : {
          'retry-after-ms': `${retryAfterMs}`,
          'retry-after': `${Math.ceil(retryAfterMs / 1000)}`,
        }),
    ...headers,
  };
}

function wireError({ error }: ScriptedReply): WireError | undefined {
  if (error === undefined) return undefined;
  const given = typeof error === 'number' ? { status: error } : error;
  return { message: `${STATUS_CODES[given.status] ?? 'Error'} (scripted)`, ...given };
}
