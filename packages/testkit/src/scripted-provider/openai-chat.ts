import { openaiErrorBody } from './openai-error.ts';
import { type ChoiceContent, interleave, replyChoices } from './reply-content.ts';
import type { ScriptedReply, ScriptedUsage, ScriptRequest } from './script.ts';
import { type SseEvent, sseJson } from './sse.ts';
import { type JsonObject, servedModel, unixTime, type WireApi } from './wire-api.ts';

/** `POST /v1/chat/completions`. */
export const openaiChat: WireApi = {
  path: '/chat/completions',
  requestIdHeader: 'x-request-id',
  json(reply, request) {
    return {
      ...envelope(reply, request, 'chat.completion'),
      choices: replyChoices(reply, request.index).map((choice, index) => ({
        index,
        message: message(choice),
        logprobs: null,
        finish_reason: choice.finishReason,
      })),
      ...(reply.usage ? { usage: chatUsage(reply.usage) } : {}),
    };
  },
  stream(reply, request) {
    const includeUsage = wantsUsage(request);
    // With include_usage every chunk but the last has "usage": null; without it none has the field.
    const chunk = {
      ...envelope(reply, request, 'chat.completion.chunk'),
      ...(includeUsage ? { usage: null } : {}),
    };
    const choices = replyChoices(reply, request.index).map((choice, index) =>
      deltas(choice, reply.interleaveToolCalls ?? true).map(({ delta, finishReason, isChunk }) =>
        sseJson(
          {
            ...chunk,
            choices: [{ index, delta, logprobs: null, finish_reason: finishReason ?? null }],
          },
          { chunk: isChunk ?? false },
        ),
      ),
    );
    const usage: SseEvent[] =
      includeUsage && reply.usage
        ? [sseJson({ ...chunk, choices: [], usage: chatUsage(reply.usage) })]
        : [];
    return [...interleave(choices), ...usage, { data: '[DONE]', chunk: false }];
  },
  errorBody: openaiErrorBody,
  errorEvent: (error) => sseJson(openaiErrorBody(error)),
};

interface Delta {
  delta: JsonObject;
  finishReason?: string;
  isChunk?: boolean;
}

function deltas(choice: ChoiceContent, interleaved: boolean): Delta[] {
  const calls = choice.toolCalls.map((call, index): Delta[] => [
    {
      delta: {
        tool_calls: [
          { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } },
        ],
      },
    },
    ...call.chunks.map((piece) => ({
      delta: { tool_calls: [{ index, function: { arguments: piece } }] },
      isChunk: true,
    })),
  ]);
  return [
    { delta: { role: 'assistant', content: choice.text ? '' : null, refusal: null } },
    ...choice.reasoning.map((piece) => ({ delta: { reasoning_content: piece }, isChunk: true })),
    ...(choice.text ?? []).map((piece) => ({ delta: { content: piece }, isChunk: true })),
    ...(interleaved ? interleave(calls) : calls.flat()),
    { delta: {}, finishReason: choice.finishReason },
  ];
}

function message(choice: ChoiceContent): JsonObject {
  return {
    role: 'assistant',
    content: choice.text?.join('') ?? (choice.toolCalls.length > 0 ? null : ''),
    refusal: null,
    annotations: [],
    ...(choice.reasoning.length > 0 ? { reasoning_content: choice.reasoning.join('') } : {}),
    ...(choice.toolCalls.length > 0
      ? {
          tool_calls: choice.toolCalls.map((call) => ({
            id: call.id,
            type: 'function',
            function: { name: call.name, arguments: call.arguments },
          })),
        }
      : {}),
  };
}

function envelope(reply: ScriptedReply, request: ScriptRequest, object: string): JsonObject {
  return {
    id: `chatcmpl-${request.index + 1}`,
    object,
    created: unixTime(),
    model: servedModel(reply, request),
    service_tier: 'default',
  };
}

function wantsUsage(request: ScriptRequest): boolean {
  const options = request.body.stream_options;
  return typeof options === 'object' && options !== null && 'include_usage' in options
    ? options.include_usage === true
    : false;
}

function chatUsage(usage: ScriptedUsage): JsonObject {
  const { inputTokens, outputTokens = 0, cacheReadInputTokens, cacheCreationInputTokens } = usage;
  const promptDetails = {
    ...(cacheReadInputTokens === undefined ? {} : { cached_tokens: cacheReadInputTokens }),
    ...(cacheCreationInputTokens === undefined
      ? {}
      : { cache_write_tokens: cacheCreationInputTokens }),
  };
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(Object.keys(promptDetails).length > 0 ? { prompt_tokens_details: promptDetails } : {}),
    ...(usage.reasoningOutputTokens === undefined
      ? {}
      : { completion_tokens_details: { reasoning_tokens: usage.reasoningOutputTokens } }),
  };
}
