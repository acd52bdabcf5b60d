import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, answerError } from './answer.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { Exchange } from './exchange.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiEmbeddings } from './openai-embeddings.ts';
import { openaiResponses } from './openai-responses.ts';
import { openRequest, type RecordedRequest } from './recorded-request.ts';
import { BadRequest, readJsonBody } from './request-body.ts';
import type { ScriptEntry, ScriptFunction } from './script.ts';
import { ScriptQueue } from './script-queue.ts';

const APIS = [openaiChat, openaiResponses, openaiEmbeddings, anthropicMessages];

/** How to start a scripted provider. */
export interface ScriptedProviderOptions {
  /**
   * The script: a list, or a function that answers every request. More can follow with `push` and
   * `script`.
   */
  replies?: readonly ScriptEntry[] | ScriptFunction;
  /**
   * The largest request body in bytes. Default: 16 MiB; a larger one is answered with status 413.
   */
  maxBodyBytes?: number;
}

/** An LLM provider on this machine that says what a script tells it to, over real HTTP. */
export interface ScriptedProvider extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The `baseURL` of an OpenAI client: with `/v1`. */
  readonly openaiBaseUrl: string;
  /** The `baseURL` of an Anthropic client: without `/v1`, which its SDK adds. */
  readonly anthropicBaseUrl: string;
  /** Every request so far, in the order in which they had arrived completely. */
  readonly requests: readonly RecordedRequest[];
  /** Replies in the list that no request has taken yet. */
  readonly remainingReplies: number;
  /** Adds to the list of replies. */
  push(...replies: ScriptEntry[]): void;
  /** Answers what the list of replies has nothing for. Replaces the function given before. */
  script(answer: ScriptFunction): void;
  /** Breaks all connections and stops listening. Closing again changes nothing. */
  close(): Promise<void>;
}

/**
 * Starts a provider that speaks OpenAI's chat completions, responses and embeddings and Anthropic's
 * messages, whole and streamed. Paths are matched by their end, so that base URLs with and without
 * `/v1` work, Azure's too. It listens on 127.0.0.1 only, and does not keep the process alive. A
 * request for which the script has no reply gets a 500 that says so and that the SDKs do not retry;
 * the journal has it as `scriptError`.
 *
 * @example
 * await using provider = await startScriptedProvider({
 *   replies: [
 *     { error: 429, retryAfterMs: 1 },
 *     { text: 'Hello', usage: { inputTokens: 11, outputTokens: 3 } },
 *   ],
 * });
 * const client = new OpenAI({ baseURL: provider.openaiBaseUrl, apiKey: 'test' });
 */
export async function startScriptedProvider(
  options: ScriptedProviderOptions = {},
): Promise<ScriptedProvider> {
  const { replies = [], maxBodyBytes = 16 * 1024 * 1024 } = options;
  const queue = new ScriptQueue();
  if (typeof replies === 'function') queue.fallback = replies;
  else queue.push(replies);
  const requests: RecordedRequest[] = [];
  const open = new Set<Exchange>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = openRequest(request);
    const exchange = new Exchange(entry, response);
    open.add(exchange);
    void entry.ended.then(() => open.delete(exchange));
    const api = APIS.find(({ path }) => entry.path.endsWith(path));
    try {
      // Into the journal comes the request with its body, or without one when the client left
      // before sending it all.
      entry.body = await readJsonBody(request, maxBodyBytes).finally(() => {
        entry.index = requests.push(entry) - 1;
      });
      if (api === undefined || entry.method !== 'POST') {
        throw new BadRequest(404, `Unknown request URL: ${entry.method} ${entry.path}.`);
      }
      await answer(api, await queue.next(entry), exchange);
    } catch (error) {
      if (request.errored || response.closed) return;
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof BadRequest)) entry.scriptError = message;
      if (response.headersSent) return exchange.cut();
      const status = error instanceof BadRequest ? error.status : 500;
      answerError(api ?? openaiChat, status, message, exchange);
    }
  }

  const server = createServer((request, response) => void handle(request, response));
  server.on('connection', (socket) => socket.unref());
  // A client's pooled connection must not die of a slow test.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function shutDown(): Promise<void> {
    for (const exchange of open) exchange.abandon();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= shutDown());

  return {
    url,
    openaiBaseUrl: `${url}/v1`,
    anthropicBaseUrl: url,
    requests,
    get remainingReplies() {
      return queue.remaining;
    },
    push: (...more) => queue.push(more),
    script: (fallback) => {
      queue.fallback = fallback;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
