import { type EventFields, type Message, type MessagePart, parseArguments } from '@agentops/core';
import type { ChatMessage, ChatRequest, ChatResponse, Provider, ToolCall, Usage } from './host.ts';

/** What of a request is worth a copy, with texts as texts. */
export function pickRequest(request: ChatRequest, provider: Provider, streamed: boolean) {
  const { model, messages, tools, temperature, max_tokens } = request;
  return {
    provider: provider.id ?? null,
    model,
    messages: messages.map((message) => ({ ...message, content: textOf(message.content) })),
    tools: tools?.map(({ function: definition }) => ({ type: 'function', function: definition })),
    temperature,
    max_tokens,
    streamed,
  };
}

export function mapRequest(request: ReturnType<typeof pickRequest>): EventFields {
  const { provider, model, messages, tools, temperature, max_tokens, streamed } = request;
  return {
    operationName: 'chat',
    provider: provider?.toLowerCase() ?? null,
    requestModel: model,
    streamed,
    inputMessages: messages.map(mapMessage),
    ...(tools ? { toolDefinitions: tools } : {}),
    attributes: {
      ...(typeof temperature === 'number' ? { 'gen_ai.request.temperature': temperature } : {}),
      ...(typeof max_tokens === 'number' ? { 'gen_ai.request.max_tokens': max_tokens } : {}),
    },
  };
}

export function mapResponse(response: ChatResponse): EventFields {
  const { content, thinking, tool_calls, usage, finish_reason } = response;
  const parts: MessagePart[] = [];
  if (thinking?.text) parts.push({ type: 'reasoning', content: thinking.text });
  if (typeof content === 'string' && content !== '') parts.push({ type: 'text', content });
  for (const call of tool_calls ?? []) parts.push(mapToolCall(call));
  return {
    outputMessages: [{ role: 'assistant', parts }],
    ...(finish_reason ? { finishReasons: [finish_reason] } : {}),
    ...mapUsage(usage),
  };
}

export function mapUsage(usage: Usage | undefined): EventFields {
  if (!usage) return {};
  return {
    usage: {
      inputTokens: usage.input_tokens ?? null,
      outputTokens: usage.output_tokens ?? null,
      cacheReadInputTokens: usage.cached_tokens ?? null,
      cacheCreationInputTokens: usage.cache_creation_tokens ?? null,
      reasoningOutputTokens: usage.reasoning_tokens ?? null,
    },
    usageSource: 'provider',
  };
}

/** Of a call that NodeLLM carries out. */
export function mapToolEvent({ id, function: { name, arguments: text } }: ToolCall) {
  return { name, callId: id, arguments: parseArguments(text) };
}

function mapMessage({ role, content, tool_calls, tool_call_id }: ChatMessage): Message {
  if (role === 'tool') {
    return {
      role,
      parts: [{ type: 'tool_call_response', id: tool_call_id ?? null, response: content }],
    };
  }
  return { role, parts: [...mapContent(content), ...(tool_calls ?? []).map(mapToolCall)] };
}

function mapContent(content: unknown): MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  if (!Array.isArray(content)) return [];
  return content.map((part) =>
    part?.type === 'text' ? { type: 'text', content: part.text } : { type: 'other', value: part },
  );
}

function mapToolCall({ id, function: { name, arguments: text } }: ToolCall): MessagePart {
  return { type: 'tool_call', id, name, arguments: parseArguments(text) };
}

function textOf(content: unknown): unknown {
  return content instanceof String ? String.prototype.valueOf.call(content) : content;
}
