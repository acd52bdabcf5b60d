import { type ChoiceContent, onlyChoice } from './reply-content.ts';
import {
  ScriptError,
  type ScriptedReply,
  type ScriptedUsage,
  type ScriptRequest,
} from './script.ts';
import { type SseEvent, sseJson } from './sse.ts';
import { type JsonObject, servedModel, type WireApi, type WireError } from './wire-api.ts';

/** `POST /v1/messages`, also with `?beta=true`. */
export const anthropicMessages: WireApi = {
  path: '/messages',
  requestIdHeader: 'request-id',
  json(reply, request) {
    const choice = onlyChoice(reply, request.index, 'The Messages API');
    return {
      ...envelope(reply, request),
      content: blocks(choice).map(({ whole }) => whole()),
      stop_reason: stopReason(choice),
      usage: reply.usage ? messagesUsage(reply.usage) : {},
    };
  },
  stream(reply, request) {
    const choice = onlyChoice(reply, request.index, 'The Messages API');
    const { usage } = reply;
    // The first count of output tokens is a placeholder; message_delta repeats all counts, so they
    // must not be added up.
    const startUsage = usage
      ? {
          ...messagesUsage({ ...usage, outputTokens: Math.min(1, usage.outputTokens ?? 0) }, false),
        }
      : {};
    const message = {
      ...envelope(reply, request),
      content: [],
      stop_reason: null,
      usage: startUsage,
    };
    const delta = { stop_reason: stopReason(choice), stop_sequence: null };
    const [first, ...rest] = blocks(choice).flatMap(blockEvents);
    return [
      typed({ type: 'message_start', message }),
      ...(first ? [first] : []),
      typed({ type: 'ping' }),
      ...rest,
      typed({ type: 'message_delta', delta, usage: usage ? messagesUsage(usage) : {} }),
      typed({ type: 'message_stop' }),
    ];
  },
  errorBody: (error, requestId) => ({ ...errorObject(error), request_id: requestId }),
  errorEvent: (error) => typed(errorObject(error)),
  idleEvent: typed({ type: 'ping' }),
};

interface Block {
  start: JsonObject;
  deltas: { delta: JsonObject; chunk: boolean }[];
  whole: () => JsonObject;
}

function blocks({ reasoning, text, toolCalls }: ChoiceContent): Block[] {
  const all: Block[] = [];
  if (reasoning.length > 0) {
    const signature = 'c2NyaXB0ZWQ=';
    all.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...reasoning.map((piece) => ({
          delta: { type: 'thinking_delta', thinking: piece },
          chunk: true,
        })),
        { delta: { type: 'signature_delta', signature }, chunk: false },
      ],
      whole: () => ({ type: 'thinking', thinking: reasoning.join(''), signature }),
    });
  }
  if (text !== undefined) {
    all.push({
      start: { type: 'text', text: '' },
      deltas: text.map((piece) => ({ delta: { type: 'text_delta', text: piece }, chunk: true })),
      whole: () => ({ type: 'text', text: text.join('') }),
    });
  }
  for (const { id, name, chunks, arguments: json } of toolCalls) {
    const start = { type: 'tool_use', id, name, input: {} };
    const pieces = chunks.map((piece) => ({
      delta: { type: 'input_json_delta', partial_json: piece },
      chunk: true,
    }));
    const opening = { delta: { type: 'input_json_delta', partial_json: '' }, chunk: false };
    const whole = () => ({ ...start, input: parsedInput(name, json) });
    all.push({ start, deltas: [opening, ...pieces], whole });
  }
  return all;
}

/** The API never has two blocks open at once, so parallel tool calls do not interleave here. */
function blockEvents(block: Block, index: number): SseEvent[] {
  return [
    typed({ type: 'content_block_start', index, content_block: block.start }),
    ...block.deltas.map(({ delta, chunk }) =>
      typed({ type: 'content_block_delta', index, delta }, chunk),
    ),
    typed({ type: 'content_block_stop', index }),
  ];
}

function typed(data: JsonObject & { type: string }, chunk = false): SseEvent {
  return sseJson(data, { event: data.type, chunk });
}

function parsedInput(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ScriptError(
      `The Messages API sends arguments as JSON, those of ${name} are not: ${json}`,
    );
  }
}

function envelope(reply: ScriptedReply, request: ScriptRequest): JsonObject {
  return {
    id: `msg_${request.index + 1}`,
    type: 'message',
    role: 'assistant',
    model: servedModel(reply, request),
    stop_sequence: null,
  };
}

const STOP_REASONS: Record<string, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

function stopReason({ finishReason }: ChoiceContent): string {
  return STOP_REASONS[finishReason] ?? finishReason;
}

function messagesUsage(usage: ScriptedUsage, withDetails = true): JsonObject {
  const {
    inputTokens,
    outputTokens = 0,
    cacheReadInputTokens: read,
    cacheCreationInputTokens: created,
  } = usage;
  const uncached = inputTokens - (read ?? 0) - (created ?? 0);
  if (uncached < 0) {
    throw new ScriptError(
      `inputTokens (${inputTokens}) is the total, cached tokens included, and smaller than these.`,
    );
  }
  return {
    input_tokens: uncached,
    ...(created === undefined ? {} : { cache_creation_input_tokens: created }),
    ...(read === undefined ? {} : { cache_read_input_tokens: read }),
    output_tokens: outputTokens,
    ...(usage.reasoningOutputTokens === undefined || !withDetails
      ? {}
      : { output_tokens_details: { thinking_tokens: usage.reasoningOutputTokens } }),
  };
}

/** Types as the Anthropic API documents them; any other 4xx is an `invalid_request_error`. */
const ERROR_TYPES: Record<number, string> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function errorObject({ status, type, message }: WireError): JsonObject & { type: 'error' } {
  const usual = ERROR_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return { type: 'error', error: { type: type ?? usual, message } };
}
