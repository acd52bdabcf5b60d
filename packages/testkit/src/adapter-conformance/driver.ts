import type { AdapterOptions } from '@agentops/core';

/** The client that a case wants. */
export interface ClientOptions {
  /** Where the host's requests go: `http://127.0.0.1:<port>`. */
  url: string;
  /** Whether and how often the host itself retries. */
  maxRetries: number;
  /** An instance of a class that extends the host's own. */
  subclass?: boolean;
}

/** What a case hands to the adapter, besides what every adapter takes. */
export interface AttachOptions extends AdapterOptions {
  /** Only where the driver's capabilities say `usageInStreams: 'opt-in'`. */
  includeUsage?: boolean;
}

/** One call of a model, in no host's own words. */
export interface CallRequest {
  /** What the user says. */
  prompt: string;
  system?: string;
  /** How many answers. Only with the capability `choices`. */
  choices?: number;
  tools?: readonly ToolSpec[];
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Goes into the body that the host sends, as it is. Only with the capability `extraBody`. */
  extraBody?: object;
}

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema. */
  parameters: Record<string, unknown>;
}

export interface ToolLoopRequest {
  prompt: string;
  tools: readonly ToolSpec[];
  /** Runs one tool. Calls of the same answer are run at once, and all their results sent together. */
  runTool: (name: string, args: unknown) => unknown;
}

/** A host's own helper around a streamed call, such as `client.chat.completions.stream()`. */
export interface StreamHelper {
  /** The host's object. */
  helper: object;
  /** What the host says the whole text was. */
  finalText(): Promise<string>;
  abort(): void;
}

/**
 * How the kit works one host. A driver only calls: it checks nothing, and returns what the host returned, so its methods are
 * not `async` unless that says so. An optional method that is not there means that the host can't do that.
 */
export interface HostDriver<Client extends object = object> {
  createClient(options: ClientOptions): Client;
  /** What a user of the adapter writes. */
  attach(client: Client, options: AttachOptions): Client;
  /** The opposite. @default `detach` of `@agentops/core` */
  detach?(client: Client): unknown;

  /** One call that is not streamed. Returns the host's own promise. */
  call(client: Client, request: CallRequest): PromiseLike<unknown>;
  /** The text of what `call` resolved to; of the first choice, where there are several. */
  textOf(result: unknown): string;
  /** Asks, runs the tools that are asked for, sends their results, until there are none. Resolves to the last result. */
  toolLoop?(client: Client, request: ToolLoopRequest): Promise<unknown>;

  /**
   * The same by a helper of the host's own that runs the tools by itself, such as `client.chat.completions.runTools()`. It
   * gets what `runTool` returned as it is: the driver awaits nothing of it.
   */
  toolRunner?(client: Client, request: ToolLoopRequest): Promise<unknown>;

  /** One streamed call. Returns the host's own promise of its own stream. */
  stream?(client: Client, request: CallRequest): PromiseLike<AsyncIterable<unknown>>;
  /** The text in one chunk of a stream; empty where it has none. */
  textOfChunk?(chunk: unknown): string;
  /** Stops a stream by the host's own means, from outside of the loop that reads it. */
  abortStream?(stream: AsyncIterable<unknown>): void;
  tee?(stream: AsyncIterable<unknown>): [AsyncIterable<unknown>, AsyncIterable<unknown>];
  toReadableStream?(stream: AsyncIterable<unknown>): ReadableStream<Uint8Array>;
  streamHelper?(client: Client, request: CallRequest): StreamHelper;

  /** A call whose answer, `{"answer":42}`, the host parses. Resolves to what it parsed. */
  parse?(client: Client, request: CallRequest): Promise<unknown>;
  /** The parsed body together with the HTTP response. */
  withResponse?(
    client: Client,
    request: CallRequest,
  ): Promise<{ data: unknown; response: { status: number } }>;
  /** The same of a streamed call. */
  streamWithResponse?(
    client: Client,
    request: CallRequest,
  ): Promise<{ data: AsyncIterable<unknown>; response: { status: number } }>;
  /** The HTTP response alone, of what `call` or `stream` returned. */
  asResponse?(
    pending: PromiseLike<unknown>,
  ): Promise<{ status: number; bodyUsed: boolean; text(): Promise<string> }>;
  /** Another client, made by this one. */
  withOptions?(client: Client, options: { maxRetries: number }): Client;
  /**
   * A client as a later major version of the host might have it: it works, says that it is version 99, and what the adapter
   * reaches for beyond the host's documented interface is not there.
   */
  createUnknownMajor?(options: ClientOptions): Client;
}
