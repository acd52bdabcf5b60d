import { type Message, type MessagePart, parseArguments } from '@agentops/core';
import {
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_K,
  GEN_AI_REQUEST_TOP_P,
} from '@agentops/semconv';
import {
  mapOnce,
  type Operation,
  type ParameterName,
  readArray,
  readObject,
  readString,
  requestAttributes,
} from '@agentops/stainless';
import { MessageStreamReader } from './message-stream.ts';
import { resultFields } from './result.ts';

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
        ...readArray(request.messages).map(mapInputMessage),
      ],
      ...(tools === undefined ? {} : { toolDefinitions: tools }),
      attributes: requestAttributes(request, parameters),
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

const parameters: readonly ParameterName[] = [
  ['max_tokens', GEN_AI_REQUEST_MAX_TOKENS],
  ['temperature', GEN_AI_REQUEST_TEMPERATURE],
  ['top_p', GEN_AI_REQUEST_TOP_P],
  ['top_k', GEN_AI_REQUEST_TOP_K],
  ['stop_sequences', GEN_AI_REQUEST_STOP_SEQUENCES],
];

function mapSystem(system: unknown): Message[] {
  return system === undefined ? [] : [mapMessage('system', system)];
}

const mapInputMessage = mapOnce(({ role, content }) => mapMessage(role, content));

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
