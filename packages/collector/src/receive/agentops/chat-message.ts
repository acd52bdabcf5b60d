import { type Message, type MessagePart, parseArguments } from '@agentops/core';

/** A prompt or completion as AgentOps takes it: text, a ChatML message, or a list of either. Null where there is none. */
export function messagesOf(value: unknown, role: string): Message[] | null {
  // What the client could not make JSON of is an empty text.
  if (value === null || value === undefined || value === '') return null;
  const items = Array.isArray(value) ? value : [value];
  return items.length === 0 ? null : items.map((item) => messageOf(item, role));
}

function messageOf(item: unknown, defaultRole: string): Message {
  if (!isObject(item)) return { role: defaultRole, parts: partsOf(item) };
  const role = typeof item.role === 'string' && item.role !== '' ? item.role : defaultRole;
  const name = typeof item.name === 'string' ? { name: item.name } : {};
  if (role === 'tool' && 'tool_call_id' in item) {
    const id = stringOrNull(item.tool_call_id);
    return { role, parts: [{ type: 'tool_call_response', id, response: item.content }], ...name };
  }
  if (!('content' in item) && !('tool_calls' in item) && !('function_call' in item)) {
    return { role, parts: [{ type: 'other', value: item }], ...name };
  }
  const parts = partsOf(item.content);
  if (typeof item.refusal === 'string') parts.push({ type: 'refusal', content: item.refusal });
  if (Array.isArray(item.tool_calls)) parts.push(...item.tool_calls.map(toolCallOf));
  if (isObject(item.function_call)) parts.push(functionCallOf(item.function_call, null));
  return { role, parts, ...name };
}

function partsOf(content: unknown): MessagePart[] {
  if (content === null || content === undefined) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  if (!Array.isArray(content)) return [{ type: 'other', value: content }];
  return content.flatMap((part): MessagePart[] => {
    if (typeof part === 'string') return partsOf(part);
    if (!isObject(part)) return [{ type: 'other', value: part }];
    if (part.type === 'text' && typeof part.text === 'string') return partsOf(part.text);
    if (part.type === 'image_url' && isObject(part.image_url)) {
      const { url } = part.image_url;
      if (typeof url === 'string') return [{ type: 'uri', modality: 'image', uri: url }];
    }
    return [{ type: 'other', value: part }];
  });
}

function toolCallOf(call: unknown): MessagePart {
  if (isObject(call) && isObject(call.function)) return functionCallOf(call.function, call.id);
  return { type: 'other', value: call };
}

function functionCallOf(call: Record<string, unknown>, id: unknown): MessagePart {
  const { name, arguments: given } = call;
  return {
    type: 'tool_call',
    id: stringOrNull(id),
    name: typeof name === 'string' ? name : '',
    arguments: typeof given === 'string' ? parseArguments(given) : given,
  };
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
