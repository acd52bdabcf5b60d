import {
  type EventFields,
  type Message,
  type MessagePart,
  parseArguments,
  type TokenUsage,
} from '@agentops/core';
import {
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_K,
  GEN_AI_REQUEST_TOP_P,
  GEN_AI_RESPONSE_ID,
} from '@agentops/semconv';
import {
  type Operation,
  readArray,
  readNumber,
  readObject,
  readString,
  type StreamReader,
} from '@agentops/stainless';

type Payload = Record<string, unknown>;

/**
 * `POST /v1/messages` (https://docs.claude.com/en/api/messages). The beta resource has the same path, up to 0.x with
 * `?beta=true`.
 */
export const messages: Operation = {
  matches: (method, path) => method === 'post' && /^\/v1\/messages(\?|$)/.test(path),
  mapRequest(body) {
    const request = readObject(body);
    const { tools } = request;
    return {
      operationName: 'chat',
      requestModel: readString(request.model) ?? null,
      streamed: request.stream === true,
      inputMessages: [
        ...mapSystem(request.system),
        ...readArray(request.messages).map(({ role, content }) => mapMessage(role, content)),
      ],
      ...(tools === undefined ? {} : { toolDefinitions: tools }),
      attributes: requestAttributes(request),
    };
  },
  mapResponse(data) {
    const response = readObject(data);
    return {
      ...resultFields(response, response.usage),
      outputMessages: [mapMessage('assistant', response.content)],
    };
  },
  createStreamReader: () => new MessageStreamReader(),
};

class MessageStreamReader implements StreamReader {
  #message: Payload = {};
  #usage: Payload | undefined;

  read(value: unknown, say: Parameters<StreamReader['read']>[1]): void {
    const event = value as Payload;
    const part = readNumber(event.index) ?? 0;
    switch (event.type) {
      case 'message_start':
        this.#message = { ...readObject(event.message) };
        this.#addUsage(this.#message.usage);
        break;
      case 'content_block_start': {
        const block = readObject(event.content_block);
        const { id, name } = block;
        const text = readString(block.text) ?? '';
        if (typeof id === 'string' && typeof name === 'string') {
          say({ choice: 0, part, type: 'tool_call', text: '', id, name });
        } else if (text !== '') say({ choice: 0, part, type: 'text', text });
        break;
      }
      case 'content_block_delta':
        sayDelta(readObject(event.delta), part, say);
        break;
      case 'message_delta':
        Object.assign(this.#message, event.delta);
        this.#addUsage(event.usage);
    }
  }

  result(): EventFields {
    return resultFields(this.#message, this.#usage);
  }

  /** The counts of `message_delta` are totals so far: they replace those of `message_start`. */
  #addUsage(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const known = Object.entries(value).filter(([, count]) => count !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) };
  }
}

function sayDelta(delta: Payload, part: number, say: Parameters<StreamReader['read']>[1]): void {
  const { text, thinking, partial_json } = delta;
  if (typeof text === 'string') say({ choice: 0, part, type: 'text', text });
  if (typeof thinking === 'string') say({ choice: 0, part, type: 'reasoning', text: thinking });
  if (typeof partial_json === 'string') {
    say({ choice: 0, part, type: 'tool_call', text: partial_json });
  }
}

function resultFields(response: Payload, usage: unknown): EventFields {
  const id = readString(response.id);
  const stopReason = readString(response.stop_reason);
  return {
    responseModel: readString(response.model) ?? null,
    finishReasons: stopReason === undefined ? [] : [stopReason],
    ...usageFields(usage),
    attributes: id === undefined ? {} : { [GEN_AI_RESPONSE_ID]: id },
  };
}

/** Anthropic's `input_tokens` leaves cached tokens out; OpenTelemetry's includes them. */
function usageFields(value: unknown): EventFields {
  const usage = readObject(value);
  const uncached = readNumber(usage.input_tokens);
  const output = readNumber(usage.output_tokens);
  if (uncached === null && output === null) return { usage: null, usageSource: 'none' };
  const cacheRead = readNumber(usage.cache_read_input_tokens);
  const cacheCreation = readNumber(usage.cache_creation_input_tokens);
  const tokens: TokenUsage = {
    inputTokens: uncached === null ? null : uncached + (cacheRead ?? 0) + (cacheCreation ?? 0),
    outputTokens: output,
    cacheReadInputTokens: cacheRead,
    cacheCreationInputTokens: cacheCreation,
    // From 1.0 on.
    reasoningOutputTokens: readNumber(readObject(usage.output_tokens_details).thinking_tokens),
  };
  return { usage: tokens, usageSource: 'provider' };
}

function requestAttributes(request: Payload): Record<string, unknown> {
  const attributes = {
    [GEN_AI_REQUEST_MAX_TOKENS]: request.max_tokens,
    [GEN_AI_REQUEST_TEMPERATURE]: request.temperature,
    [GEN_AI_REQUEST_TOP_P]: request.top_p,
    [GEN_AI_REQUEST_TOP_K]: request.top_k,
    [GEN_AI_REQUEST_STOP_SEQUENCES]: request.stop_sequences,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function mapSystem(system: unknown): Message[] {
  return system === undefined ? [] : [mapMessage('system', system)];
}

function mapMessage(role: unknown, content: unknown): Message {
  const parts: MessagePart[] =
    typeof content === 'string' ? [{ type: 'text', content }] : readArray(content).map(mapBlock);
  return { role: readString(role) ?? 'unknown', parts };
}

function mapBlock(block: Payload): MessagePart {
  switch (block.type) {
    case 'text':
      return { type: 'text', content: readString(block.text) ?? '' };
    case 'thinking':
      return { type: 'reasoning', content: readString(block.thinking) ?? '' };
    case 'tool_use': {
      const { input } = block;
      return {
        type: 'tool_call',
        id: readString(block.id) ?? null,
        name: readString(block.name) ?? '',
        arguments: typeof input === 'string' ? parseArguments(input) : input,
      };
    }
    case 'tool_result':
      return {
        type: 'tool_call_response',
        id: readString(block.tool_use_id) ?? null,
        response: block.content ?? null,
      };
    case 'image':
    case 'document':
      return mapSource(String(block.type), readObject(block.source));
    default:
      return { type: 'other', value: block };
  }
}

function mapSource(modality: string, source: Payload): MessagePart {
  const mimeType = readString(source.media_type);
  const mime = mimeType === undefined ? {} : { mime_type: mimeType };
  const { url, file_id, data } = source;
  if (typeof url === 'string') return { type: 'uri', modality, uri: url, ...mime };
  if (typeof file_id === 'string') return { type: 'file', modality, file_id, ...mime };
  if (typeof data === 'string') return { type: 'blob', modality, content: data, ...mime };
  return { type: 'other', value: source };
}
