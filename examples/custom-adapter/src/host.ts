/** What this adapter sees of @node-llm/core (read in 1.17.1), which it never imports. */

/** What `createLLM()` makes. */
export interface NodeLLM {
  chat(...args: never[]): object;
  withProvider(...args: never[]): object;
}

/** The same, as the hook needs it (`dist/llm.js`). */
export interface NodeLLMInternals {
  provider?: Provider;
  chat(model?: string, options?: ChatOptions): Chat;
  withProvider(...args: unknown[]): NodeLLM;
}

export interface ChatOptions {
  middlewares?: Middleware[];
}

/** A conversation (`dist/chat/Chat.js`). */
export interface Chat {
  /** Private: one call of the model, with its retries. `ask` goes through it, `stream` does not. */
  executor?: { executeChat(request: ChatRequest): Promise<ChatResponse> };
  ask(...args: unknown[]): Promise<unknown>;
  stream(...args: unknown[]): ChatStream;
}

/** Sends nothing before it is read (`dist/streaming/Stream.js`). */
export interface ChatStream {
  /** Private: iteration and `tee()` begin with it. */
  iterator?: () => AsyncGenerator<unknown>;
}

/** Sends one request, and is asked again for each retry, with the same object (`dist/executor/Executor.js`). */
export interface Provider {
  /** `OpenAI`, `Anthropic`, … */
  id?: string;
  chat(request: ChatRequest): Promise<ChatResponse>;
  stream?(request: ChatRequest): AsyncGenerator<ChatChunk>;
}

export interface ChatRequest {
  model: string;
  messages: readonly ChatMessage[];
  tools?: readonly { function: object }[];
  temperature?: number;
  max_tokens?: number;
  signal?: AbortSignal;
}

export interface ChatMessage {
  role: string;
  /** A `String` object, where a streamed answer has come back into the history. */
  content: unknown;
  tool_calls?: readonly ToolCall[];
  tool_call_id?: string;
}

export interface ToolCall {
  id: string;
  /** `arguments` is JSON, as text. */
  function: { name: string; arguments: string };
}

export interface Usage {
  /** With those from the cache. */
  input_tokens?: number;
  output_tokens?: number;
  cached_tokens?: number;
  cache_creation_tokens?: number;
  reasoning_tokens?: number;
}

export interface ChatResponse {
  content: string | null;
  thinking?: { text?: string };
  tool_calls?: readonly ToolCall[];
  usage?: Usage;
  finish_reason?: string | null;
}

export interface ChatChunk {
  content?: string;
  thinking?: { text?: string };
  /** All of them, whole, in the last chunk. */
  tool_calls?: readonly ToolCall[];
  usage?: Usage;
}

/** The host's own extension point for tools (`dist/types/Middleware.d.ts`). */
export interface Middleware {
  name: string;
  onToolCallStart?(context: unknown, call: ToolCall): Promise<void>;
  onToolCallEnd?(context: unknown, call: ToolCall, result: unknown): Promise<void>;
  onToolCallError?(context: unknown, call: ToolCall, error: unknown): Promise<void>;
}

export function isNodeLLM(value: unknown): value is NodeLLMInternals {
  const { chat, withProvider } = (value ?? {}) as Partial<NodeLLM>;
  return typeof chat === 'function' && typeof withProvider === 'function';
}

/** The default instance, `NodeLLM`, is a Proxy before a frozen object: what is put on it is not seen. */
export function canBeHooked(llm: NodeLLMInternals): boolean {
  try {
    return Object.isExtensible(llm) && Object.getOwnPropertyDescriptor(llm, 'retry') !== undefined;
  } catch {
    return false;
  }
}
