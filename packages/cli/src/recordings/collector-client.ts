import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';

export interface CollectorPlace {
  /** Address of a collector, such as `http://127.0.0.1:4242`. */
  url: string;
  /** Sent as a bearer token. */
  token?: string | undefined;
}

type Query = object;

const timeoutMs = 60_000;

/** Speaks HTTP with a collector. Whatever goes wrong is a `CliError` that says what to do. */
export class CollectorClient {
  readonly url: URL;
  readonly #headers: Record<string, string>;

  /** @throws CliError where `url` is none */
  constructor({ url, token }: CollectorPlace) {
    const parsed = URL.parse(url);
    if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
      throw new CliError(
        `"${url}" is no http or https address of a collector, such as http://127.0.0.1:4242.`,
      );
    }
    this.url = parsed;
    this.#headers = token ? { authorization: `Bearer ${token}` } : {};
  }

  async get<T>(path: string, query: Query = {}): Promise<T> {
    const response = await this.#fetch(path, query);
    if (!response.ok) throw await this.#refusal(response);
    return (await response.json()) as T;
  }

  /** Undefined where there is no such thing. */
  async find<T>(path: string): Promise<T | undefined> {
    const response = await this.#fetch(path, {});
    if (response.status === 404) return undefined;
    if (!response.ok) throw await this.#refusal(response);
    return (await response.json()) as T;
  }

  /** The body as it comes. */
  async body(path: string, query: Query = {}): Promise<Readable> {
    const response = await this.#fetch(path, query);
    if (!response.ok) throw await this.#refusal(response);
    return Readable.fromWeb(response.body as never);
  }

  async *lines(path: string): AsyncIterable<string> {
    for await (const line of createInterface({ input: await this.body(path) })) {
      if (line !== '') yield line;
    }
  }

  async post<T>(path: string, body: string | Buffer, contentType: string): Promise<T> {
    const response = await this.#fetch(path, {}, { body, contentType });
    if (!response.ok) throw await this.#refusal(response);
    return (await response.json()) as T;
  }

  async #fetch(
    path: string,
    query: Query,
    sent?: { body: string | Buffer; contentType: string },
  ): Promise<Response> {
    const url = new URL(`api/v1/${path}`, withSlash(this.url));
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) {
        // The API splits at commas.
        if (one !== undefined) url.searchParams.append(name, String(one).replaceAll(',', '\\,'));
      }
    }
    try {
      return await fetch(url, {
        headers: {
          ...this.#headers,
          ...(sent ? { 'content-type': sent.contentType } : {}),
        },
        signal: AbortSignal.timeout(timeoutMs),
        ...(sent ? { method: 'POST', body: sent.body as never } : {}),
      });
    } catch (error) {
      throw new CliError(
        `${this.url.origin} can't be reached: ${reasonOf(error)}. Is a collector running there? \`agentops up\` starts one.`,
      );
    }
  }

  async #refusal(response: Response): Promise<CliError> {
    const { status } = response;
    const text = await response.text().catch(() => '');
    const what = messageIn(text);
    if (status === 401) {
      return new CliError(
        `${this.url.origin} asks for its token: set AGENTOPS_TOKEN, or give --token <token>.`,
      );
    }
    if (status === 404 && what === undefined) {
      return new CliError(
        `${this.url.origin} has no API of a collector. Check the address (--url, AGENTOPS_URL).`,
      );
    }
    return new CliError(`${this.url.origin} answered ${status}: ${what ?? text.slice(0, 200)}`);
  }
}

function withSlash(url: URL): URL {
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
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
