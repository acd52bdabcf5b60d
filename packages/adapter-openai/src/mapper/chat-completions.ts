import {
  type EventFields,
  type MediaPart,
  type Message,
  type MessagePart,
  parseArguments,
} from '@agentops/core';
import { GEN_AI_RESPONSE_ID } from '@agentops/semconv';
import {
  mapOnce,
  type Operation,
  readArray,
  readNumber,
  readObject,
  readString,
  requestAttributes,
  type StreamReader,
} from '@agentops/stainless';
import { parameters } from './parameters.ts';
import { chatUsage } from './usage.ts';

/** `POST /chat/completions` (https://platform.openai.com/docs/api-reference/chat). */
export const chatCompletions: Operation = {
  matches: (method, path) => method === 'post' && path === '/chat/completions',
  mapRequest(body) {
    const request = readObject(body);
    const { tools } = request;
    return {
      operationName: 'chat',
      requestModel: readString(request.model) ?? null,
      streamed: request.stream === true,
      inputMessages: readArray(request.messages).map(mapInputMessage),
      ...(tools === undefined ? {} : { toolDefinitions: tools }),
      attributes: requestAttributes(request, parameters),
    };
  },
  mapResponse(data) {
    const response = readObject(data);
    const choices = readArray(response.choices);
    const finishReasons = choices.flatMap((choice) => readString(choice.finish_reason) ?? []);
    const fields = resultFields(response, response.usage, finishReasons);
    fields.outputMessages = choices.map((choice) => mapMessage(readObject(choice.message)));
    return fields;
  },
  createStreamReader: () => new ChatStreamReader(),
  requestUsage(body) {
    const request = readObject(body);
    const { stream_options } = request;
    if (readObject(stream_options).include_usage !== undefined) return undefined;
    return { ...request, stream_options: { ...readObject(stream_options), include_usage: true } };
  },
};

class ChatStreamReader implements StreamReader {
  #last: Record<string, unknown> = {};
  #usage: unknown;
  readonly #finishReasons: string[] = [];

  read(value: unknown, say: Parameters<StreamReader['read']>[1]): void {
    const chunk = value as Record<string, unknown>;
    this.#last = chunk;
    if (chunk.usage) this.#usage = chunk.usage;
    const choices = chunk.choices as Record<string, unknown>[] | undefined;
    if (!Array.isArray(choices)) return;
    for (const choice of choices) {
      const index = (choice.index as number | undefined) ?? 0;
      if (typeof choice.finish_reason === 'string')
        this.#finishReasons[index] = choice.finish_reason;
      const delta = choice.delta as Record<string, unknown> | undefined;
      if (!delta) continue;
      const { content, refusal, tool_calls, reasoning_content } = delta;
      if (typeof content === 'string' && content !== '') {
        say({ choice: index, part: 0, type: 'text', text: content });
      }
      if (typeof reasoning_content === 'string') {
        say({ choice: index, part: 0, type: 'reasoning', text: reasoning_content });
      }
      if (typeof refusal === 'string') {
        say({ choice: index, part: 0, type: 'refusal', text: refusal });
      }
      if (Array.isArray(tool_calls)) for (const call of tool_calls) sayToolCall(call, index, say);
    }
  }

  result(): EventFields {
    return resultFields(this.#last, this.#usage, this.#finishReasons.filter(Boolean));
  }

  /** The chunk that `include_usage` adds has no choices. (Azure's first chunk has none either, but no usage.) */
  isUsageChunk(value: unknown): boolean {
    const { choices, usage } = value as { choices?: unknown; usage?: unknown };
    return Array.isArray(choices) && choices.length === 0 && usage !== undefined && usage !== null;
  }
}

function sayToolCall(
  value: unknown,
  choice: number,
  say: Parameters<StreamReader['read']>[1],
): void {
  const call = readObject(value);
  const called = readObject(call.function);
  const id = readString(call.id);
  const name = readString(called.name);
  say({
    choice,
    part: readNumber(call.index) ?? 0,
    type: 'tool_call',
    text: readString(called.arguments) ?? '',
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  });
}

function resultFields(
  response: Record<string, unknown>,
  usage: unknown,
  finishReasons: string[],
): EventFields {
  const id = readString(response.id);
  const fields = chatUsage(usage);
  fields.responseModel = readString(response.model) ?? null;
  fields.finishReasons = finishReasons;
  fields.attributes = id === undefined ? {} : { [GEN_AI_RESPONSE_ID]: id };
  return fields;
}

const mapInputMessage = mapOnce(mapMessage);

function mapMessage(message: Record<string, unknown>): Message {
  const { content, name } = message;
  const role = readString(message.role) ?? 'unknown';
  const parts: MessagePart[] = [];
  const reasoning = readString(message.reasoning_content);
  if (reasoning) parts.push({ type: 'reasoning', content: reasoning });
  if (role === 'tool' || role === 'function') {
    const id = readString(message.tool_call_id) ?? null;
    parts.push({ type: 'tool_call_response', id, response: mapToolContent(content) });
  } else if (typeof content === 'string') {
    if (content !== '') parts.push({ type: 'text', content });
  } else for (const part of readArray(content)) parts.push(mapPart(part));
  const refusal = readString(message.refusal);
  if (refusal) parts.push({ type: 'refusal', content: refusal });
  for (const call of readArray(message.tool_calls)) parts.push(mapToolCall(call));
  return { role, parts, ...(typeof name === 'string' ? { name } : {}) };
}

function mapToolCall(call: Record<string, unknown>): MessagePart {
  const called = readObject(call.function ?? call.custom);
  const text = readString(called.arguments) ?? readString(called.input) ?? '';
  return {
    type: 'tool_call',
    id: readString(call.id) ?? null,
    name: readString(called.name) ?? '',
    arguments: call.custom === undefined ? parseArguments(text) : text,
  };
}

function mapToolContent(content: unknown): unknown {
  const parts = readArray(content);
  if (parts.length === 0) return content;
  return parts.every((part) => part.type === 'text')
    ? parts.map((part) => part.text).join('')
    : content;
}

function mapPart(part: Record<string, unknown>): MessagePart {
  switch (part.type) {
    case 'text':
      return { type: 'text', content: readString(part.text) ?? '' };
    case 'refusal':
      return { type: 'refusal', content: readString(part.refusal) ?? '' };
    case 'image_url':
      return media('image', readObject(part.image_url).url);
    case 'input_audio':
      return {
        type: 'blob',
        modality: 'audio',
        content: readString(readObject(part.input_audio).data) ?? '',
      };
    case 'file': {
      const file = readObject(part.file);
      const id = readString(file.file_id);
      return id ? { type: 'file', modality: 'file', file_id: id } : media('file', file.file_data);
    }
    default:
      return { type: 'other', value: part };
  }
}

/** A URL, or data in a `data:` URL. */
export function media(modality: string, url: unknown): MediaPart {
  return { type: 'uri', modality, uri: readString(url) ?? '' };
}
