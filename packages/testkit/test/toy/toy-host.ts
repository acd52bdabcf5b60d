import { setTimeout as sleep } from 'node:timers/promises';

/** A host that nobody wrote: the smallest client of chat completions that retries, streams and can be aborted. */
export interface ToyRequest {
  body: object;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Called for each answer of the provider. */
  onAttempt?: (status: number) => void;
}

interface ToyMessage {
  content: string | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
}

export interface ToyAnswer {
  id: string;
  model: string;
  choices: { message: ToyMessage; finish_reason: string }[];
  usage?: Record<string, unknown>;
}

export interface ToyChunk {
  id: string;
  model: string;
  choices: {
    index: number;
    delta: { content?: string | null; reasoning_content?: string };
    finish_reason: string | null;
  }[];
  usage?: Record<string, unknown> | null;
}

class ToyError extends Error {
  override readonly name = 'ToyError';
  readonly status: number | null;

  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

export class ToyStream implements AsyncIterable<ToyChunk> {
  readonly controller: AbortController;
  readonly #body: ReadableStream<Uint8Array>;

  constructor(body: ReadableStream<Uint8Array>, controller: AbortController) {
    this.#body = body;
    this.controller = controller;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ToyChunk> {
    let done = false;
    try {
      for await (const data of eventsOf(this.#body)) {
        if (data === '[DONE]') break;
        const chunk = JSON.parse(data) as ToyChunk & { error?: { message: string } };
        if (chunk.error) throw new ToyError(chunk.error.message, null);
        yield chunk;
      }
      done = true;
    } catch (error) {
      // As the SDKs have it: a stream that its reader aborted simply ends.
      if (!this.controller.signal.aborted) throw error;
    } finally {
      if (!done) this.controller.abort();
    }
  }
}

/** Runs tools by itself, as the helpers of the SDKs do; it hangs on the client, as their resources do. */
export class ToyTools {
  readonly client: ToyClient;

  constructor(client: ToyClient) {
    this.client = client;
  }

  async run(
    request: ToyRequest,
    tools: Record<string, (args: unknown) => unknown>,
  ): Promise<ToyAnswer> {
    const messages = [...(request.body as { messages: unknown[] }).messages];
    for (;;) {
      const answer = await this.client.chat({ ...request, body: { ...request.body, messages } });
      const message = answer.choices[0]?.message;
      if (!message?.tool_calls) return answer;
      messages.push(message);
      for (const { id, function: called } of message.tool_calls) {
        const content = await tools[called.name]?.(JSON.parse(called.arguments));
        messages.push({ role: 'tool', tool_call_id: id, content: String(content) });
      }
    }
  }
}

export class ToyClient {
  readonly version = '1.0.0';
  readonly url: string;
  readonly maxRetries: number;
  readonly tools = new ToyTools(this);

  constructor(url: string, maxRetries: number) {
    this.url = url;
    this.maxRetries = maxRetries;
  }

  async chat(request: ToyRequest): Promise<ToyAnswer> {
    const response = await this.send(request, request.body, new AbortController());
    return (await response.json()) as ToyAnswer;
  }

  async stream(request: ToyRequest): Promise<ToyStream> {
    const controller = new AbortController();
    const response = await this.send(request, { ...request.body, stream: true }, controller);
    return new ToyStream(response.body as ReadableStream<Uint8Array>, controller);
  }

  private async send(
    request: ToyRequest,
    body: object,
    controller: AbortController,
  ): Promise<Response> {
    const { signal, timeoutMs, onAttempt } = request;
    signal?.throwIfAborted();
    signal?.addEventListener('abort', () => controller.abort());
    for (let left = this.maxRetries; ; left--) {
      const timeout = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)];
      const response = await fetch(`${this.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([controller.signal, ...timeout]),
      });
      onAttempt?.(response.status);
      if (response.ok) return response;
      const { error } = (await response.json()) as { error: { message: string } };
      if (left <= 0 || (response.status !== 429 && response.status < 500)) {
        throw new ToyError(error.message, response.status);
      }
      await sleep(Number(response.headers.get('retry-after-ms') ?? 1), undefined, { signal });
    }
  }
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) if (event.startsWith('data: ')) yield event.slice(6);
  }
}
