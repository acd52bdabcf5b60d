/**
 * What a provider used up for one call. A field that is left out is not sent.
 *
 * The numbers mean what they mean in the OpenTelemetry GenAI conventions: the cached tokens are
 * part of `inputTokens`, the reasoning tokens are part of `outputTokens`. Each API then gets its
 * own shape; Anthropic's `input_tokens`, for one, is sent as `inputTokens − cacheReadInputTokens −
 * cacheCreationInputTokens`.
 */
export interface ScriptedUsage {
  /** All input tokens, those read from and written to a cache included. */
  inputTokens: number;
  /** All output tokens, reasoning included. 0 when left out, as for embeddings. */
  outputTokens?: number;
  /** Input tokens served from the provider's cache. */
  cacheReadInputTokens?: number;
  /** Input tokens written to the provider's cache. */
  cacheCreationInputTokens?: number;
  /** Output tokens spent on reasoning. */
  reasoningOutputTokens?: number;
}

/** A tool call that the model asks for. */
export interface ScriptedToolCall {
  /** Default: `call_<request>_<position>`, both from 1. */
  id?: string;
  name: string;
  /**
   * An object is sent as JSON; a string goes out as it is, so that it may be broken JSON. Default:
   * `{}`.
   */
  arguments?: Record<string, unknown> | string;
}

/** One answer of the model. */
export interface ScriptedChoice {
  /** A string streams word by word; an array gives the chunks. */
  text?: string | readonly string[];
  /**
   * Reasoning before the text: a `thinking` block (Anthropic), a reasoning item with a summary
   * (Responses), `reasoning_content` (chat completions; OpenAI itself has no field for it, DeepSeek
   * and vLLM use this one).
   */
  reasoning?: string | readonly string[];
  toolCalls?: readonly ScriptedToolCall[];
  /**
   * `stop`, `length`, `tool_calls` and `content_filter` become each API's own word; any other
   * string is sent as it is (the Responses API has no such field: `error` makes the response fail,
   * the rest completes it). Default: `tool_calls` with tool calls, else `stop`.
   */
  finishReason?: string;
}

/** An HTTP error, with the error body of the API that was called. */
export interface ScriptedError {
  status: number;
  /** Default: what the provider says for this status. */
  type?: string;
  /** OpenAI only. Default: what the provider says for this status. */
  code?: string | null;
  message?: string;
}

/**
 * One reply, independent of the API that asks for it.
 *
 * A *chunk* is one piece of text, of reasoning or of tool arguments, in every API: the events
 * around them (roles, block starts, usage, …) do not count. "After 0 chunks" is after the headers
 * and the events that precede the first one; a number beyond the last chunk is after the last one,
 * before finish reason and usage. What says "after n chunks" also acts on a reply that is not
 * streamed: it breaks off in the middle of the body.
 */
export interface ScriptedReply extends ScriptedChoice {
  /** Several answers (`n` > 1), instead of the fields above. Chat completions only. */
  choices?: readonly ScriptedChoice[];
  /** One vector per input. Default: short made-up ones. */
  embeddings?: readonly (readonly number[])[];
  /** The model that served the call. Default: the requested one. */
  model?: string;
  /**
   * Left out or `null`: the provider sends no numbers (Anthropic: an empty object, its SDK's helper
   * needs one).
   */
  usage?: ScriptedUsage | null;
  /** Extra response headers. */
  headers?: Record<string, string>;
  /**
   * `false`: the argument deltas of parallel tool calls come one call after the other (Anthropic's
   * always do).
   */
  interleaveToolCalls?: boolean;

  /**
   * Answer with this HTTP status (or, with `errorAfterChunks`, break off a stream with an error
   * event).
   */
  error?: number | ScriptedError;
  /** `retry-after-ms` and `retry-after` headers. */
  retryAfterMs?: number;
  /**
   * The stream starts well, then the provider reports `error` as an event and ends it. Needs
   * `error`.
   */
  errorAfterChunks?: number;
  /** The provider's socket dies. */
  cutAfterChunks?: number;
  /** The provider falls silent until the client leaves. */
  hangAfterChunks?: number;
  /** The next event's JSON is only half there; the stream goes on after it. Streams only. */
  malformedAfterChunks?: number;
  /** Bytes to send as they are. Streams only. */
  raw?: readonly { afterChunks: number; data: string }[];
  /** Never answer, not even headers, until the client leaves. */
  hang?: boolean;
  /** Milliseconds before the headers. */
  headersDelayMs?: number;
  /** Milliseconds before each chunk. Streams only. */
  chunkDelayMs?: number;
}

/** What a script sees of a request. */
export interface ScriptRequest {
  /** Position in the journal, from 0. */
  readonly index: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without the question mark, such as `beta=true`. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; `{}` when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Gives the reply to a request, possibly later: `undefined` means that it has none. */
export type ScriptFunction = (
  request: ScriptRequest,
) => ScriptedReply | undefined | Promise<ScriptedReply | undefined>;

/**
 * A reply for the requests that it is meant for, so that concurrent sessions get the right ones.
 */
export interface ScriptedMatch {
  when: (request: ScriptRequest) => boolean;
  reply: ScriptedReply | ScriptFunction;
  /** How many requests it answers. Default: 1. */
  times?: number;
}

/** One line of a script. */
export type ScriptEntry = ScriptedReply | ScriptFunction | ScriptedMatch;

/** The script asks for something that the called API cannot say, or has no reply left. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}
