import { type EventFields, type Message, type MessagePart, parseArguments } from '@agentops/core';
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
import { media } from './chat-completions.ts';
import { parameters } from './parameters.ts';
import { responsesUsage } from './usage.ts';

type Payload = Record<string, unknown>;

/** `POST /responses` (https://platform.openai.com/docs/api-reference/responses). */
export const responses: Operation = {
  matches: (method, path) => method === 'post' && path === '/responses',
  mapRequest(body) {
    const request = readObject(body);
    const { tools } = request;
    const conversation = request.conversation;
    const threadId = readString(conversation) ?? readString(readObject(conversation).id);
    return {
      operationName: 'chat',
      requestModel: readString(request.model) ?? null,
      streamed: request.stream === true,
      inputMessages: [...mapInstructions(request.instructions), ...mapInput(request.input)],
      ...(tools === undefined ? {} : { toolDefinitions: tools }),
      ...(threadId === undefined ? {} : { threadId }),
      attributes: requestAttributes(request, parameters),
    };
  },
  mapResponse(data) {
    const response = readObject(data);
    return {
      ...resultFields(response),
      outputMessages: [{ role: 'assistant', parts: readArray(response.output).flatMap(mapItem) }],
    };
  },
  createStreamReader: () => new ResponseStreamReader(),
};

class ResponseStreamReader implements StreamReader {
  #response: unknown;
  #error: unknown;

  read(value: unknown, say: Parameters<StreamReader['read']>[1]): void {
    const event = value as Payload;
    const part = readNumber(event.output_index) ?? 0;
    const text = readString(event.delta) ?? '';
    switch (event.type) {
      case 'response.output_text.delta':
        say({ choice: 0, part, type: 'text', text });
        break;
      case 'response.refusal.delta':
        say({ choice: 0, part, type: 'refusal', text });
        break;
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        say({ choice: 0, part, type: 'reasoning', text });
        break;
      case 'response.function_call_arguments.delta':
        say({ choice: 0, part, type: 'tool_call', text });
        break;
      case 'response.output_item.added': {
        const item = readObject(event.item);
        if (item.type !== 'function_call') break;
        const id = readString(item.call_id) ?? '';
        const name = readString(item.name) ?? '';
        say({ choice: 0, part, type: 'tool_call', text: '', id, name });
        break;
      }
      case 'response.created':
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        this.#response = event.response;
        break;
      // openai 5 and 6 hand it over like any other event (core/streaming.js); 4 and 7 throw it.
      case 'error':
        this.#error = event;
    }
  }

  result(): EventFields {
    return {
      ...resultFields(readObject(this.#response)),
      ...(this.#error === undefined ? {} : failureFields(this.#error)),
    };
  }
}

function resultFields(response: Payload): EventFields {
  const id = readString(response.id);
  const status = readString(response.status);
  const reason = readString(readObject(response.incomplete_details).reason);
  return {
    responseModel: readString(response.model) ?? null,
    finishReasons: status === undefined || status === 'in_progress' ? [] : [reason ?? status],
    ...(status === 'failed' ? failureFields(response.error) : {}),
    ...responsesUsage(response.usage),
    attributes: id === undefined ? {} : { [GEN_AI_RESPONSE_ID]: id },
  };
}

/** A failure that comes in an answer with HTTP status 200. */
function failureFields(value: unknown): EventFields {
  const { code, message } = readObject(value);
  return {
    status: 'error',
    errorType: readString(code) ?? 'failed',
    message: readString(message) ?? '',
  };
}

function mapInstructions(instructions: unknown): Message[] {
  if (typeof instructions !== 'string') return [];
  return [{ role: 'system', parts: [{ type: 'text', content: instructions }] }];
}

function mapInput(input: unknown): Message[] {
  if (typeof input === 'string') {
    return [{ role: 'user', parts: [{ type: 'text', content: input }] }];
  }
  return readArray(input).map(mapInputItem);
}

const mapInputItem = mapOnce((item): Message => ({ role: roleOf(item), parts: mapItem(item) }));

function roleOf(item: Payload): string {
  const role = readString(item.role);
  if (role) return role;
  return String(item.type).endsWith('_output') ? 'tool' : 'assistant';
}

function mapItem(item: Payload): MessagePart[] {
  switch (item.type ?? 'message') {
    case 'message':
      if (typeof item.content === 'string') return [{ type: 'text', content: item.content }];
      return readArray(item.content).map(mapContent);
    case 'reasoning':
      return [...readArray(item.summary), ...readArray(item.content)].map((part) => ({
        type: 'reasoning',
        content: readString(part.text) ?? '',
      }));
    case 'function_call':
      return [
        {
          type: 'tool_call',
          id: readString(item.call_id) ?? null,
          name: readString(item.name) ?? '',
          arguments: parseArguments(readString(item.arguments) ?? ''),
        },
      ];
    case 'function_call_output':
      return [
        {
          type: 'tool_call_response',
          id: readString(item.call_id) ?? null,
          response: item.output,
        },
      ];
    default:
      return [{ type: 'other', value: item }];
  }
}

function mapContent(part: Payload): MessagePart {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', content: readString(part.text) ?? '' };
    case 'refusal':
      return { type: 'refusal', content: readString(part.refusal) ?? '' };
    case 'input_image': {
      const id = readString(part.file_id);
      return id ? { type: 'file', modality: 'image', file_id: id } : media('image', part.image_url);
    }
    default:
      return { type: 'other', value: part };
  }
}
