import type { EventFields, Message, TokenUsage } from '@agentops/core';
import { isObject, messagesOf } from './chat-message.ts';
import type { EventBody } from './v2-body.ts';

/** What an event of type `llms` tells, and no more. The messages to the model are a record's `prompt`. */
export function llmFields(body: EventBody): EventFields {
  const params = isObject(body.params) ? body.params : {};
  const returns = isObject(body.returns) ? body.returns : {};
  const usage = usageOf(body, returns);
  const model = textOf(body.model);
  const requestModel = textOf(params.model) ?? model;
  const responseModel = textOf(returns.model) ?? model;
  const finishReasons = finishReasonsOf(returns);
  const outputMessages = messagesOf(body.completion, 'assistant');
  return {
    ...(requestModel ? { name: `chat ${requestModel}`, requestModel } : {}),
    ...(responseModel ? { responseModel } : {}),
    ...(outputMessages ? { outputMessages: withFinishReasons(outputMessages, finishReasons) } : {}),
    ...(finishReasons.length > 0 ? { finishReasons } : {}),
    ...(usage ? { usage, usageSource: 'provider' as const } : {}),
    ...(params.stream === true ? { streamed: true } : {}),
    ...(body.thread_id == null ? {} : { threadId: String(body.thread_id) }),
    ...(params.tools == null ? {} : { toolDefinitions: params.tools }),
    ...inputOf(body),
    // What the client could not make JSON of is an empty text.
    ...(body.returns == null || body.returns === '' ? {} : { output: body.returns }),
  };
}

/** The call's parameters, without the prompt a second time. */
function inputOf({ params, prompt }: EventBody): { input?: unknown } {
  if (params == null) return {};
  if (!isObject(params) || prompt == null) return { input: params };
  const same = JSON.stringify(prompt);
  const others = Object.entries(params).filter(([, value]) => JSON.stringify(value) !== same);
  return others.length === 0 ? {} : { input: Object.fromEntries(others) };
}

function usageOf(body: EventBody, returns: Record<string, unknown>): TokenUsage | null {
  const inputTokens = countOf(body.prompt_tokens);
  const outputTokens = countOf(body.completion_tokens);
  if (inputTokens === null && outputTokens === null) return null;
  const usage = isObject(returns.usage) ? returns.usage : {};
  const input = isObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const output = isObject(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
  return {
    inputTokens,
    outputTokens,
    cacheReadInputTokens: countOf(input.cached_tokens),
    cacheCreationInputTokens: null,
    reasoningOutputTokens: countOf(output.reasoning_tokens),
  };
}

/** Clients of 0.3.0 to 0.3.2 send the provider's whole answer. */
function finishReasonsOf(returns: Record<string, unknown>): string[] {
  if (!Array.isArray(returns.choices)) return [];
  return returns.choices
    .map((choice) => (isObject(choice) ? textOf(choice.finish_reason) : null))
    .filter((reason) => reason !== null);
}

function withFinishReasons(messages: Message[], reasons: readonly string[]): Message[] {
  if (reasons.length !== messages.length) return messages;
  return messages.map((message, index) => ({
    ...message,
    finish_reason: reasons[index] as string,
  }));
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
