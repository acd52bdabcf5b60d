/** What the SDKs that Stainless generates (openai, @anthropic-ai/sdk) have in common, as far as the hook needs it. */

/** A client. `request` is public in all versions; the others are not in the type declarations of some. */
export interface StainlessClient {
  baseURL: string;
  maxRetries: number;
  request(...args: never[]): unknown;
  post(...args: never[]): unknown;
}

/** The same with the methods that are private: `makeRequest` sends one attempt and is called again for each retry. */
export interface ClientInternals {
  request(options: MaybePromise<RequestOptions>, ...rest: unknown[]): ApiPromise;
  makeRequest?(
    options: MaybePromise<RequestOptions>,
    retriesRemaining: number | null | undefined,
    ...rest: unknown[]
  ): Promise<ResponseProps>;
  /** Asked for each answer that is no success. */
  shouldRetry?(response: { status: number }, ...rest: unknown[]): unknown;
  /** Absent in openai 4 and in @anthropic-ai/sdk up to 0.39. */
  withOptions?(...args: unknown[]): object;
}

export type MaybePromise<T> = T | Promise<T>;

export interface RequestOptions {
  method: string;
  path: string;
  body?: unknown;
  stream?: boolean;
  signal?: AbortSignal | null;
}

export interface ResponseProps {
  response: { status: number; body?: ReadableStream<Uint8Array> | null };
  options: RequestOptions;
  controller?: AbortController;
}

/** The promise that every call returns. It parses the body when it is asked to, and not before. */
export interface ApiPromise extends Promise<unknown> {
  _thenUnwrap(transform: (data: unknown, props: ResponseProps) => unknown): ApiPromise;
  asResponse(): Promise<unknown>;
  /** Private, of @anthropic-ai/sdk 1.x: the unparsed response, for helpers that parse it by themselves. */
  _responseProps?: () => Promise<ResponseProps>;
  /** Private, in all versions. */
  parseResponse?: (...args: unknown[]) => unknown;
  /** Private: there once the body is being parsed. */
  parsedPromise?: unknown;
}

/** A streamed answer. Iteration, `tee()` and `toReadableStream()` all begin with `iterator()` (private, in all versions). */
export interface ApiStream {
  iterator(): AsyncGenerator<unknown>;
  controller?: AbortController;
}

export function isStream(value: unknown): value is ApiStream {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<ApiStream>).iterator === 'function'
  );
}

/** Whether an object has what the hook needs. */
export function isStainlessClient(value: unknown): value is StainlessClient {
  if (typeof value !== 'object' || value === null) return false;
  const { request, post } = value as Partial<StainlessClient>;
  return typeof request === 'function' && typeof post === 'function';
}

/** The SDK's version, from the user agent that it sends (`OpenAI/JS 7.57.0`, `Anthropic/JS 1.12.0`). */
export function clientVersion(client: object): string | null {
  try {
    const { getUserAgent } = client as { getUserAgent?: () => unknown };
    return /\/JS (\S+)/.exec(String(getUserAgent?.call(client)))?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether a client is of the class of that name, or of one that extends it. By name, because the ESM and the CommonJS build
 * have different classes, and an adapter imports neither.
 */
export function isOfClass(client: object, matches: RegExp): boolean {
  for (
    let each: object | null = client;
    each;
    each = Object.getPrototypeOf(each) as object | null
  ) {
    const itsClass: unknown = each.constructor;
    if (typeof itsClass === 'function' && matches.test(itsClass.name)) return true;
  }
  return false;
}
