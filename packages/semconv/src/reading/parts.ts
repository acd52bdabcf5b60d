import type { MediaPart, Message, MessagePart } from '@agentops/core';
import { content, type Fields, fields, structure, text } from './values.ts';

type PartReader = (part: Fields) => MessagePart | undefined;

/** Reads the content of a message in any provider's or framework's shape. What has no word stays whole, as `other`. */
export function toParts(value: unknown): MessagePart[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string') return textOrParts(value);
  if (Array.isArray(value)) return value.map(toPart);
  return [toPart(value)];
}

function textPart(content: string): MessagePart {
  return { type: 'text', content };
}

/** Several senders write a message of many parts as JSON text. An answer that is itself JSON stays the text that it is. */
function textOrParts(value: string): MessagePart[] {
  const list = value.charCodeAt(0) === 0x5b ? structure(value) : undefined;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isTyped)) return [textPart(value)];
  return list.map(toPart);
}

function isTyped(value: unknown): boolean {
  const type = fields(value)?.type;
  return typeof type === 'string' && byType.has(type);
}

function toPart(value: unknown): MessagePart {
  if (typeof value === 'string') return textPart(value);
  const part = fields(value);
  if (!part) return { type: 'other', value };
  const type = text(part.type);
  const read = type === undefined ? undefined : byType.get(type);
  return (read ? read(part) : untyped(part)) ?? { type: 'other', value };
}

const readText: PartReader = (part) => {
  const found = part.content ?? part.text;
  return typeof found === 'string' ? textPart(found) : undefined;
};

const readReasoning: PartReader = (part) => {
  const found =
    part.content ?? part.text ?? part.thinking ?? part.reasoning ?? summary(part.summary);
  return typeof found === 'string' ? { type: 'reasoning', content: found } : undefined;
};

function summary(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => text(fields(item)?.text) ?? '').join('\n');
}

const readRefusal: PartReader = (part) => {
  const found = part.refusal ?? part.content;
  return typeof found === 'string' ? { type: 'refusal', content: found } : undefined;
};

export const readToolCall = (part: Fields): MessagePart | undefined => {
  const called = fields(part.function) ?? part;
  const name = text(called.name) ?? text(part.toolName);
  if (name === undefined) return undefined;
  return {
    type: 'tool_call',
    id: callIdOf(part),
    name,
    arguments: content(called.arguments ?? part.input ?? part.args ?? null),
  };
};

const readToolResponse: PartReader = (part) => ({
  type: 'tool_call_response',
  id: text(part.tool_call_id) ?? text(part.tool_use_id) ?? callIdOf(part),
  response: content(part.response ?? part.result ?? outputOf(part.output) ?? part.content ?? null),
});

function callIdOf(part: Fields): string | null {
  return (
    text(part.call_id) ??
    text(part.id) ??
    text(part.toolCallId) ??
    text(part.toolUseId) ??
    text(part.ref) ??
    null
  );
}

/** The AI SDK says of a tool's output which kind it is. */
function outputOf(output: unknown): unknown {
  const told = fields(output);
  return told && (told.type === 'json' || told.type === 'text') ? told.value : output;
}

const readMedia: PartReader = (part) => {
  const nested =
    fields(part.source) ??
    fields(part.image_url) ??
    fields(part.input_audio) ??
    fields(part.file) ??
    part;
  const mime =
    text(part.mime_type) ??
    text(part.mediaType) ??
    text(part.mimeType) ??
    text(nested.media_type) ??
    text(part.contentType);
  const data = text(nested.data) ?? text(part.content) ?? text(nested.file_data);
  const url =
    text(part.uri) ??
    text(part.url) ??
    text(nested.url) ??
    text(nested.uri) ??
    text(part.image_url) ??
    text(part.image) ??
    text(part.fileUri);
  const file = text(part.file_id) ?? text(nested.file_id);
  const common = {
    modality: modalityOf(part, mime),
    ...(mime === undefined ? {} : { mime_type: mime }),
  };
  if (file !== undefined) return { type: 'file', ...common, file_id: file };
  if (url !== undefined) return { type: 'uri', ...common, uri: url };
  if (data !== undefined) return { type: 'blob', ...common, content: data } satisfies MediaPart;
  return undefined;
};

function modalityOf(part: Fields, mime: string | undefined): string {
  const told = text(part.modality) ?? mime?.slice(0, mime.indexOf('/'));
  if (told) return told;
  const type = text(part.type) ?? '';
  if (type.includes('image')) return 'image';
  return type.includes('audio') ? 'audio' : 'file';
}

const byType = new Map<string, PartReader>([
  ...['text', 'input_text', 'output_text'].map((type) => [type, readText] as const),
  ...['reasoning', 'thinking', 'redacted_thinking'].map((type) => [type, readReasoning] as const),
  ['refusal', readRefusal],
  ...['tool_call', 'tool_use', 'tool-call', 'function_call', 'function', 'server_tool_call'].map(
    (type) => [type, readToolCall] as const,
  ),
  ...[
    'tool_call_response',
    'tool_result',
    'tool-result',
    'function_call_output',
    'server_tool_call_response',
  ].map((type) => [type, readToolResponse] as const),
  ...[
    'uri',
    'file',
    'blob',
    'image_url',
    'image',
    'input_image',
    'input_audio',
    'input_file',
    'media',
    'document',
  ].map((type) => [type, readMedia] as const),
]);

/** Google's, Genkit's and Bedrock's parts have no type: the name of their one field says it. */
const byField: [string, PartReader][] = [
  ['functionCall', readToolCall],
  ['function_call', readToolCall],
  ['toolRequest', readToolCall],
  ['toolUse', readToolCall],
  ['functionResponse', readToolResponse],
  ['function_response', readToolResponse],
  ['toolResponse', readToolResponse],
  ['toolResult', readToolResponse],
  ['inlineData', readMedia],
  ['fileData', readMedia],
  ['media', readMedia],
];

function untyped(part: Fields): MessagePart | undefined {
  if (typeof part.text === 'string') {
    return part.thought === true ? { type: 'reasoning', content: part.text } : textPart(part.text);
  }
  if (typeof part.reasoning === 'string') return { type: 'reasoning', content: part.reasoning };
  for (const [name, read] of byField) {
    const nested = fields(part[name]);
    if (nested) return read(nested);
  }
  return undefined;
}

/** Who says what stands beside messages. */
const authors: ReadonlyMap<PartReader | undefined, string> = new Map([
  [readToolCall, 'assistant'],
  [readReasoning, 'assistant'],
  [readToolResponse, 'tool'],
]);

/** A message in any shape; `role` where it names none. */
export function toMessage(value: unknown, role: string): Message {
  const message = fields(value);
  if (!message) return { role, parts: toParts(value) };
  const type = text(message.type);
  // An item of OpenAI's Responses API stands beside messages.
  if (type !== undefined && type !== 'message' && message.role === undefined) {
    return { role: authors.get(byType.get(type)) ?? role, parts: [toPart(message)] };
  }
  const result: Message = { role: roleName(text(message.role) ?? role), parts: partsOf(message) };
  const name = text(message.name);
  const finishReason = text(message.finish_reason) ?? text(message.finishReason);
  if (name !== undefined) result.name = name;
  if (finishReason !== undefined) result.finish_reason = finishReason;
  return result;
}

const roles: ReadonlyMap<string, string> = new Map([
  ['model', 'assistant'],
  ['ai', 'assistant'],
  ['human', 'user'],
  ['function', 'tool'],
]);

/** Google, Genkit and LangChain have words of their own. */
export function roleName(told: string): string {
  return roles.get(told) ?? told;
}

function partsOf(message: Fields): MessagePart[] {
  const inner = message.parts ?? message.content ?? message.contents ?? message.text;
  const answered = text(message.tool_call_id);
  const first: MessagePart[] =
    answered !== undefined
      ? [{ type: 'tool_call_response', id: answered, response: content(inner ?? null) }]
      : toParts(inner);
  const reasoning = text(message.reasoning_content) ?? text(message.reasoning);
  if (reasoning !== undefined) first.unshift({ type: 'reasoning', content: reasoning });
  const refusal = text(message.refusal);
  if (refusal !== undefined) first.push({ type: 'refusal', content: refusal });
  const calls = structure(message.tool_calls ?? message.toolCalls);
  if (Array.isArray(calls)) for (const call of calls) pushCall(first, call);
  const call = fields(message.function_call);
  if (call) pushCall(first, call);
  return first;
}

function pushCall(parts: MessagePart[], call: unknown): void {
  const read = fields(call);
  parts.push((read && readToolCall(read)) ?? { type: 'other', value: call });
}

/** Messages as a list, one, or JSON of these. Undefined where it is neither: it stays an attribute. */
export function toMessages(value: unknown, role: string): Message[] | undefined {
  const list = structure(value);
  if (Array.isArray(list)) return list.map((item) => toMessage(item, role));
  if (list) return [toMessage(list, role)];
  const plain = text(value);
  return plain === undefined ? undefined : [{ role, parts: [textPart(plain)] }];
}
