import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { CliError } from '../cli-error.ts';

export interface CollectorPlace {
  /** Address of a collector, such as `http://127.0.0.1:4242`. */
  url: string;
  /** Sent as a bearer token. */
  token?: string | undefined;
}

interface Call {
  query?: object;
  headers?: Record<string, string>;
  /** To be sent. */
  body?: { data: Buffer; type: string };
  /** Ends it from without. */
  signal?: AbortSignal;
  /** Milliseconds for the beginning of the answer. @default 60,000; Node.js gives up by itself after five minutes */
  timeoutMs?: number;
}

/** For what the collector answers when a long piece of work is done. Node.js waits no longer. */
export const longestMs = 300_000;

/** A collector can't be reached, or can't answer now: to ask again later may help. */
export class CollectorAwayError extends CliError {}

/** Speaks HTTP with a collector. Whatever goes wrong is a `CliError` that says what to do. */
export class CollectorClient {
  readonly url: URL;
  readonly #token: string | undefined;

  /** @throws CliError where `url` is none */
  constructor({ url, token }: CollectorPlace) {
    const parsed = URL.parse(url);
    if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
      throw new CliError(
        `"${url}" is no http or https address of a collector, such as http://127.0.0.1:4242.`,
      );
    }
    this.url = parsed;
    this.#token = token || undefined;
  }

  async get<T>(path: string, query: object = {}): Promise<T> {
    return await this.#json(await this.#ask(path, { query }));
  }

  /** Undefined where there is no such thing. */
  async find<T>(path: string): Promise<T | undefined> {
    const response = await this.#fetch(path, {});
    const isMissing = response.status === 404 && isAnswerOfCollector(response);
    if (!isMissing) return await this.#json(await this.#checked(response));
    await response.body?.cancel();
    return undefined;
  }

  /** The body as it comes. */
  async body(path: string, call: Omit<Call, 'body'> = {}): Promise<Readable> {
    const { body } = await this.#ask(path, call);
    return Readable.fromWeb(body as ReadableStream);
  }

  async *lines(path: string): AsyncIterable<string> {
    for await (const line of createInterface({ input: await this.body(path) })) {
      if (line !== '') yield line;
    }
  }

  async post<T>(
    path: string,
    data: Buffer,
    type: string,
    call: Pick<Call, 'timeoutMs'> = {},
  ): Promise<T> {
    return await this.#json(await this.#ask(path, { ...call, body: { data, type } }));
  }

  async #ask(path: string, call: Call): Promise<Response> {
    return await this.#checked(await this.#fetch(path, call));
  }

  async #fetch(path: string, call: Call): Promise<Response> {
    const { query = {}, headers, body, signal, timeoutMs = 60_000 } = call;
    const url = new URL(`api/v1/${path}`, withSlash(this.url));
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(name, parameter(value));
    }
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new Error(`no answer for ${timeoutMs / 1000} seconds`)),
      timeoutMs,
    );
    try {
      return await fetch(url, {
        headers: {
          ...headers,
          ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
          ...(body ? { 'content-type': body.type } : {}),
        },
        signal: signal ? AbortSignal.any([signal, patience.signal]) : patience.signal,
        ...(body ? { method: 'POST', body: new Uint8Array(body.data) } : {}),
      });
    } catch (error) {
      throw this.#away(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #json<T>(response: Response): Promise<T> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw this.#away(error);
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw this.#noCollector();
    }
  }

  async #checked(response: Response): Promise<Response> {
    if (response.ok && isAnswerOfCollector(response)) return response;
    const { status } = response;
    const text = await response.text().catch(() => '');
    const what = messageIn(text);
    if (status === 401) {
      throw new CliError(
        `${this.url.origin} asks for its token: set AGENTOPS_TOKEN, or give --token <token>.`,
      );
    }
    if (response.ok || (status === 404 && what === undefined)) throw this.#noCollector();
    const message = `${this.url.origin} answered ${status}: ${what ?? text.slice(0, 200)}`;
    throw status === 429 || status >= 500 ? new CollectorAwayError(message) : new CliError(message);
  }

  #noCollector(): CliError {
    return new CliError(
      `${this.url.origin} has no API of a collector. Check the address (--url, AGENTOPS_URL).`,
    );
  }

  #away(error: unknown): CollectorAwayError {
    return new CollectorAwayError(
      `${this.url.origin} can't be reached: ${reasonOf(error)}. Is a collector running there? \`agentops up\` starts one.`,
    );
  }
}

/** Of several values, the API splits at commas. */
function parameter(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.map((one) => String(one).replaceAll(',', '\\,')).join(',');
}

function withSlash(url: URL): URL {
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

/** And not a page that a web server has for every address. */
function isAnswerOfCollector({ headers }: Response): boolean {
  return !headers.get('content-type')?.startsWith('text/html');
}

function messageIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text);
    return typeof error?.message === 'string' ? error.message : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
