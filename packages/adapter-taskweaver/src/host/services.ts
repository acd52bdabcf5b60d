/** The services that TaskWeaver gets by injection. */

/** `llm/util.py`. A chunk of an answer is one too, with a piece of the content. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'function';
  name?: string;
  content: string | ChatContent[];
}

export type ChatContent =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } };

/** What the host passes beyond the positional arguments. */
export interface CompletionOptions {
  json_schema?: unknown;
  tools?: unknown[];
  tool_choice?: unknown;
  response_format?: unknown;
  [name: string]: unknown;
}

/** `llm/base.py`, `CompletionService.chat_completion`. */
export interface CompletionService {
  /** The settings in effect, where the service shows them. */
  readonly config?: { readonly model?: string | null; readonly api_type?: string | null };
  /**
   * Yields the answer in pieces, or as a whole when not streamed. Whoever reads may stop early: the code generator does
   * as soon as it has the code (`code_generator.py:374-389`).
   */
  chatCompletion(
    messages: ChatMessage[],
    stream?: boolean,
    temperature?: number | null,
    max_tokens?: number | null,
    top_p?: number | null,
    stop?: string[] | null,
    options?: CompletionOptions,
  ): AsyncIterable<ChatMessage>;
}

/** Who calls a plugin: `ctx` in `ces/runtime/context.py`. */
export interface PluginContext {
  /** The id of the post whose code runs (`code_interpreter.py:269-272`). */
  execution_id?: string;
  session_id?: string;
}

/** Calls plugins for the generated code, in whatever process that runs. */
export interface PluginRunner {
  run(plugin: string, args: readonly unknown[], context?: PluginContext): unknown;
}

/** `module/tracing.py`. All of it acts on the span that the calling code runs in. */
export interface Tracing {
  /** Runs `fn` in a span. */
  startAsCurrentSpan<T>(name: string, fn: () => T): T;
  setSpanAttribute(key: string, value: unknown): void;
  setSpanStatus(status: 'OK' | 'ERROR', message?: string): void;
  setSpanException(exception: unknown): void;
  addPromptSize(size: number, labels?: Record<string, string>): void;
  /** 0 where nobody can tell. */
  countTokens(data: string): number;
}
