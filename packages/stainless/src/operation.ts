import type { EventFields, StreamDelta } from '@agentops/core';

/** One operation of an API that is recorded. Everything in it is pure: payload in, event fields out. */
export interface Operation {
  /** Whether a request is of this operation. `path` is the SDK's own, the same for every cloud that serves the API. */
  matches(method: string, path: string): boolean;
  /**
   * `llm`: a call of a model. `action`: another request that is worth an event, without usage and messages.
   * @default 'llm'
   */
  type?: 'llm' | 'action';
  /** What of a request is worth a copy. @default all of its body */
  pickRequest?(body: unknown, options: object): unknown;
  mapRequest(body: unknown): EventFields;
  /** What of a response is worth a copy. @default all of it */
  pickResponse?(data: unknown): unknown;
  mapResponse(data: unknown): EventFields;
  createStreamReader?(): StreamReader;
  /** Changes a streamed request so that the provider sends usage. Returns the changed body, or undefined to leave it. */
  requestUsage?(body: unknown): unknown;
}

/** Reads the chunks of one stream. */
export interface StreamReader {
  /** Reads one chunk, and hands over what was said in it. */
  read(chunk: unknown, say: (delta: StreamDelta) => void): void;
  /** What is known besides the text, at any time. */
  result(): EventFields;
  /** Whether this chunk is there only because `requestUsage` asked for it, so that the caller must not see it. */
  isUsageChunk?(chunk: unknown): boolean;
}
