/**
 * What the Python shim of TaskWeaver reports, kind by kind: the `data` of a line of the bridge's protocol. Everything but what
 * identifies a thing may be missing: content that is not captured is left out, and so is what a host of another version lacks.
 */
import type { ChatMessage, CompletionOptions } from '../host/services.ts';
import type { RoundFacts } from '../mapper.ts';
import type { CompletionResult } from '../service-mapper.ts';

export interface HostError {
  /** The exception's class. */
  type?: string | null;
  message?: string | null;
  /** The traceback, as Python prints it. */
  stack?: string | null;
  /** Of a provider's answer. */
  status_code?: number | null;
}

/** `session/session.py`: a session was created. Of a stopped one it says that it was created anew. */
export interface SessionStart {
  app_dir?: string | null;
  workspace?: string | null;
  execution_cwd?: string | null;
  roles?: string[] | null;
  /** Names. */
  plugins?: string[] | null;
  /** `taskweaver_config.json` with what the program set over it, secrets masked. */
  config?: Record<string, unknown> | null;
  /** In effect: `llm.model` is not always what is used. */
  model?: string | null;
  api_type?: string | null;
  /** `agentops.capture_content` of that config, where it is false. */
  capture_content?: boolean | null;
}

/** `Session.send_message` was called. */
export interface UserMessage {
  text?: string | null;
  /** Names of the files that came with it. */
  files?: string[] | null;
}

/** It returned, or raised. */
export interface UserMessageEnd {
  round_id?: string | null;
  state?: RoundFacts['state'] | null;
  error?: HostError | null;
}

/** An event of the session's emitter. Texts that come in pieces come as one, when they are complete. */
export interface EmitterEvent {
  scope: string;
  t: string;
  round_id?: string | null;
  post_id?: string | null;
  msg?: unknown;
  extra?: unknown;
  /** What the session's memory knows of the round, on its start and end. */
  round?: {
    user_query?: string | null;
    state?: RoundFacts['state'] | null;
    /** What was said to the user. */
    reply?: string | null;
  } | null;
}

/** A completion service was called. */
export interface LLMStart {
  call: string;
  service?: 'chat' | 'embedding' | null;
  api_type?: string | null;
  model?: string | null;
  /** The key under `ext_llms` that it is configured by. */
  alias?: string | null;
  stream?: boolean | null;
  temperature?: number | null;
  max_tokens?: number | null;
  top_p?: number | null;
  stop?: string[] | null;
  options?: CompletionOptions | null;
  messages?: ChatMessage[] | null;
  /** Of an embedding. */
  input?: string[] | null;
  /** The round and the post that were being written, and by which role. */
  round_id?: string | null;
  post_id?: string | null;
  role?: string | null;
  /** Whether an estimate is wanted where the provider tells no tokens. */
  estimate_usage?: boolean | null;
}

/** What came of the answer since the last one: at most once a second, or 8 KiB. */
export interface LLMChunk {
  call: string;
  /** Counts up from 0. */
  n?: number | null;
  text?: string | null;
}

export interface LLMEnd extends CompletionResult {
  call: string;
  status?: 'ok' | 'error' | 'cancelled' | null;
  error?: HostError | null;
  /** Each request that was sent, or how many these were. */
  attempts?: HostAttempt[] | number | null;
}

/** One HTTP request, with its times in milliseconds since the call. */
export interface HostAttempt {
  start_ms: number;
  end_ms?: number | null;
  status_code?: number | null;
  error_type?: string | null;
}

/** Generated code called a plugin. */
export interface PluginStart {
  call: string;
  /** The plugin call that it was made in. */
  parent?: string | null;
  plugin?: string | null;
  /** The id of the post whose code runs. */
  exec_id?: string | null;
  args?: unknown[] | null;
  kwargs?: Record<string, unknown> | null;
  /** Its thread's name, which is content. */
  thread?: string | null;
}

export interface PluginEnd {
  call: string;
  status?: 'ok' | 'error' | null;
  result?: unknown;
  error?: HostError | null;
  /** By the clock of the process that ran it. */
  duration_ms?: number | null;
}

/** Generated code is run: a cell of the kernel. */
export interface CodeStart {
  exec_id: string;
  code?: string | null;
}

export interface CodeEnd {
  exec_id: string;
  status?: 'ok' | 'error' | null;
  output?: unknown;
  stdout?: unknown;
  stderr?: unknown;
  /** The traceback is what the role tells of it, too. */
  error?: HostError | null;
  /** File names. */
  artifacts?: string[] | null;
  duration_ms?: number | null;
}

/** The kernel or its container did not start, or died: the host then waits for ever. */
export interface KernelError {
  /** What could not be done: `start`, … */
  what?: string | null;
  error?: HostError | null;
  kernel_mode?: string | null;
}

/** The kinds of TaskWeaver's own, with what a line of each has. */
export interface HostData {
  session_start: SessionStart;
  session_stop: Record<string, unknown>;
  message: UserMessage;
  message_end: UserMessageEnd;
  event: EmitterEvent;
  llm_start: LLMStart;
  llm_chunk: LLMChunk;
  llm_end: LLMEnd;
  plugin_start: PluginStart;
  plugin_end: PluginEnd;
  code_start: CodeStart;
  code_end: CodeEnd;
  kernel_error: KernelError;
}

export type HostKind = keyof HostData;

/** What identifies the thing that a line is about: a line without it can't be told to anything. */
export const identifiedBy: Record<HostKind, readonly string[]> = {
  session_start: [],
  session_stop: [],
  message: [],
  message_end: [],
  event: ['scope', 't'],
  llm_start: ['call'],
  llm_chunk: ['call'],
  llm_end: ['call'],
  plugin_start: ['call'],
  plugin_end: ['call'],
  code_start: ['exec_id'],
  code_end: ['exec_id'],
  kernel_error: [],
};
