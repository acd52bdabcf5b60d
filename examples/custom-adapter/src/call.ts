import {
  type AdapterRecorder,
  describeError,
  type EventFields,
  type EventHandle,
  isCancellation,
  type LLMAttempt,
  now,
  type Origin,
  type ProviderEvent,
} from '@agentops/core';
import type { ChatChunk, ChatRequest, ChatResponse, Provider } from './host.ts';
import { mapRequest, mapResponse, mapUsage, pickRequest } from './mapper.ts';

export interface CallOptions {
  recorder: AdapterRecorder;
  origin: Origin;
  provider: Provider;
  /** The conversation. */
  promptOwner: object;
  streamed: boolean;
}

/** One call of a model: its attempts, what a stream says, and how it ends. */
export class Call {
  readonly #recorder: AdapterRecorder;
  readonly #origin: Origin;
  readonly #signal: AbortSignal | undefined;
  readonly #attempts: LLMAttempt[] = [];
  #event: EventHandle | ProviderEvent | undefined;
  #known: EventFields = {};

  constructor(request: ChatRequest, options: CallOptions) {
    const { recorder, origin, provider, promptOwner, streamed } = options;
    this.#recorder = recorder;
    this.#origin = origin;
    this.#signal = request.signal;
    recorder.guard(() => {
      const picked = pickRequest(request, provider, streamed);
      this.#event = recorder.startLLM(origin, { promptOwner }, picked, mapRequest);
    }, origin);
  }

  /** A request goes out. NodeLLM says the HTTP status of those alone that fail. */
  startAttempt(): LLMAttempt {
    const attempt: LLMAttempt = { startTime: now(), statusCode: null };
    this.#attempts.push(attempt);
    return attempt;
  }

  see(chunk: ChatChunk): void {
    this.#recorder.guard(() => {
      const output = this.#event?.stream();
      output?.arrived();
      const { content, thinking, tool_calls, usage } = chunk;
      if (thinking?.text) {
        output?.add({ choice: 0, part: 0, type: 'reasoning', text: thinking.text });
      }
      if (content) output?.add({ choice: 0, part: 0, type: 'text', text: content });
      for (const [part, { id, function: called }] of (tool_calls ?? []).entries()) {
        const { name, arguments: text } = called;
        output?.add({ choice: 0, part, type: 'tool_call', text, id, name });
      }
      if (usage) this.#known = mapUsage(usage);
    }, this.#origin);
  }

  end(response: ChatResponse): void {
    const event = this.#event;
    if (!event) return;
    const mapped = this.#recorder.map(this.#origin, event, response, (copy) => ({
      ...mapResponse(copy),
      attempts: this.#attempts,
    }));
    event.end(mapped);
  }

  /** A stream has nothing more to say. NodeLLM lets one that was aborted simply end. */
  endStream(): void {
    if (this.#signal?.aborted) this.cancel();
    else this.#event?.end(this.#fields());
  }

  cancel(): void {
    this.#event?.cancel(this.#fields());
  }

  fail(error: unknown): void {
    if (isCancellation(error) || this.#signal?.aborted) this.cancel();
    else this.#event?.fail(error, this.#fields());
  }

  #fields(): EventFields {
    return { ...this.#known, attempts: this.#attempts };
  }
}

/** How one attempt went. */
export function failAttempt(attempt: LLMAttempt, error: unknown): void {
  const { status } = (error ?? {}) as { status?: unknown };
  if (typeof status === 'number') attempt.statusCode = status;
  attempt.errorType = describeError(error).errorType;
  attempt.endTime = now();
}
