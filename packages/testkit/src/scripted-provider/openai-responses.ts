import { openaiErrorBody } from './openai-error.ts';
import { type OutputItem, responseEvents } from './openai-response-events.ts';
import { type ChoiceContent, onlyChoice } from './reply-content.ts';
import type { ScriptedReply, ScriptedUsage, ScriptRequest } from './script.ts';
import { sseJson } from './sse.ts';
import { type JsonObject, servedModel, unixTime, type WireApi } from './wire-api.ts';

/** `POST /v1/responses`. */
export const openaiResponses: WireApi = {
  path: '/responses',
  requestIdHeader: 'x-request-id',
  json(reply, request) {
    return finalResponse(reply, request, outputItems(choiceOf(reply, request), request));
  },
  stream(reply, request) {
    const items = outputItems(choiceOf(reply, request), request);
    const started = { ...envelope(reply, request), status: 'in_progress', output: [], usage: null };
    const ended = finalResponse(reply, request, items);
    return responseEvents({
      started,
      items,
      ended,
      interleaved: reply.interleaveToolCalls ?? true,
    });
  },
  errorBody: openaiErrorBody,
  errorEvent(error, position) {
    const { message, type, param, code } = openaiErrorBody(error).error as JsonObject;
    const data = { type: 'error', code: code ?? type, message, param, sequence_number: position };
    return sseJson(data, { event: 'error' });
  },
};

function choiceOf(reply: ScriptedReply, request: ScriptRequest): ChoiceContent {
  return onlyChoice(reply, request.index, 'The Responses API');
}

function outputItems(choice: ChoiceContent, request: ScriptRequest): OutputItem[] {
  const n = request.index + 1;
  const items: OutputItem[] = [];
  if (choice.reasoning.length > 0) {
    const summary = [{ type: 'summary_text', text: choice.reasoning.join('') }];
    items.push({
      kind: 'reasoning',
      item: { id: `rs_${n}`, type: 'reasoning', summary },
      chunks: choice.reasoning,
    });
  }
  if (choice.text !== undefined || items.length + choice.toolCalls.length === 0) {
    const text = choice.text?.join('') ?? '';
    const status = endOf(choice).status === 'completed' ? 'completed' : 'incomplete';
    const content = [{ type: 'output_text', annotations: [], logprobs: [], text }];
    items.push({
      kind: 'message',
      item: { id: `msg_${n}`, type: 'message', status, role: 'assistant', content },
      chunks: choice.text ?? [],
    });
  }
  for (const [index, { id, name, arguments: args, chunks }] of choice.toolCalls.entries()) {
    const item = { id: `fc_${n}_${index + 1}`, type: 'function_call', status: 'completed' };
    items.push({
      kind: 'function_call',
      item: { ...item, arguments: args, call_id: id, name },
      chunks,
    });
  }
  return items;
}

function finalResponse(reply: ScriptedReply, request: ScriptRequest, items: OutputItem[]) {
  return {
    ...envelope(reply, request),
    ...endOf(choiceOf(reply, request)),
    output: items.map(({ item }) => item),
    usage: reply.usage ? responsesUsage(reply.usage) : null,
  };
}

function endOf({ finishReason }: ChoiceContent): JsonObject & { status: string } {
  switch (finishReason) {
    case 'length':
      return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    case 'content_filter':
      return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
    case 'error':
      return { status: 'failed', error: { code: 'server_error', message: 'The response failed.' } };
    default:
      return { status: 'completed' };
  }
}

function envelope(reply: ScriptedReply, request: ScriptRequest): JsonObject {
  const { body } = request;
  return {
    id: `resp_${request.index + 1}`,
    object: 'response',
    created_at: unixTime(),
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model: servedModel(reply, request),
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: body.reasoning ?? { effort: null, summary: null },
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
  };
}

function responsesUsage(usage: ScriptedUsage): JsonObject {
  const { inputTokens, outputTokens = 0, cacheReadInputTokens, cacheCreationInputTokens } = usage;
  const { reasoningOutputTokens } = usage;
  // Unlike those of chat completions, the two objects are always there in this API.
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      ...(cacheReadInputTokens === undefined ? {} : { cached_tokens: cacheReadInputTokens }),
      ...(cacheCreationInputTokens === undefined
        ? {}
        : { cache_write_tokens: cacheCreationInputTokens }),
    },
    output_tokens: outputTokens,
    output_tokens_details: {
      ...(reasoningOutputTokens === undefined ? {} : { reasoning_tokens: reasoningOutputTokens }),
    },
    total_tokens: inputTokens + outputTokens,
  };
}
