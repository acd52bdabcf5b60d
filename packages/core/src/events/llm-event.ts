import { Event, type EventInit } from './base-event.ts';
import type { Message } from './message.ts';

/**
 * Tokens of one call, as the provider counted them, or an estimate (see `usageSource`). `inputTokens` includes the cached ones and `outputTokens` includes
 * the reasoning ones, as in OpenTelemetry's `gen_ai.usage.*`. Null is "the provider did not say".
 */
export interface TokenUsage {
  inputTokens: number | null;
  outputTokens: number | null;
  cacheReadInputTokens: number | null;
  cacheCreationInputTokens: number | null;
  reasoningOutputTokens: number | null;
}

export type UsageSource = 'provider' | 'estimated' | 'none';

/** One request that was really sent. A call that was retried has several. */
export interface LLMAttempt {
  /** Epoch milliseconds. */
  startTime: number;
  endTime?: number;
  /** HTTP status of the answer; null when none came. */
  statusCode: number | null;
  errorType?: string;
}

export interface LLMFields {
  /** OpenTelemetry's `gen_ai.operation.name`: `chat`, `embeddings`, `text_completion`, … */
  operationName: string;
  /** OpenTelemetry's `gen_ai.provider.name`: `openai`, `anthropic`, `azure.ai.openai`, … */
  provider: string | null;
  requestModel: string | null;
  responseModel?: string | null;
  /** Null where it was not captured, or is lost. */
  inputMessages: Message[] | null;
  outputMessages: Message[] | null;
  /** The tools that were offered to the model, as the host gave them. */
  toolDefinitions?: unknown;
  finishReasons: string[];
  usage: TokenUsage | null;
  usageSource: UsageSource;
  /** Milliseconds from the call to the first chunk of a streamed answer. */
  timeToFirstChunkMs?: number;
  attempts: LLMAttempt[];
  streamed: boolean;
  threadId?: string;
  /** The id of the event that this one saw a second time; left out of totals. */
  duplicateOf?: string;
}

export interface LLMEventInit extends EventInit, Partial<LLMFields> {}

/** One call of a model. */
export class LLMEvent extends Event implements LLMFields {
  override readonly type = 'llm';
  operationName: string;
  provider: string | null;
  requestModel: string | null;
  declare responseModel?: string | null;
  inputMessages: Message[] | null;
  outputMessages: Message[] | null;
  declare toolDefinitions?: unknown;
  finishReasons: string[];
  usage: TokenUsage | null;
  usageSource: UsageSource;
  declare timeToFirstChunkMs?: number;
  attempts: LLMAttempt[];
  streamed: boolean;
  declare threadId?: string;
  declare duplicateOf?: string;

  constructor(init: LLMEventInit = {}) {
    const operationName = init.operationName ?? 'chat';
    super({
      ...init,
      name: init.name ?? [operationName, init.requestModel].filter(Boolean).join(' '),
      type: 'llm',
    });
    this.operationName = operationName;
    this.provider = init.provider ?? null;
    this.requestModel = init.requestModel ?? null;
    this.inputMessages = init.inputMessages ?? null;
    this.outputMessages = init.outputMessages ?? null;
    this.finishReasons = init.finishReasons ?? [];
    this.usage = init.usage ?? null;
    this.usageSource = init.usageSource ?? (init.usage ? 'provider' : 'none');
    this.attempts = init.attempts ?? [];
    this.streamed = init.streamed ?? false;
    if (init.responseModel !== undefined) this.responseModel = init.responseModel;
    if (init.toolDefinitions !== undefined) this.toolDefinitions = init.toolDefinitions;
    if (init.timeToFirstChunkMs !== undefined) this.timeToFirstChunkMs = init.timeToFirstChunkMs;
    if (init.threadId !== undefined) this.threadId = init.threadId;
    if (init.duplicateOf !== undefined) this.duplicateOf = init.duplicateOf;
  }
}
