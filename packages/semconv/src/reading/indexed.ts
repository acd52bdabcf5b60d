import type { Message, MessagePart } from '@agentops/core';
import { roleName, toParts } from './parts.ts';
import { content, text } from './values.ts';

/** One message of those that are spread over attributes with a number in their names. */
export interface ScatteredMessage {
  role?: string;
  name?: string;
  content?: string;
  toolCallId?: string;
  finishReason?: string;
  reasoning?: string;
  refusal?: string;
  calls?: Map<number, ScatteredCall>;
  parts?: Map<number, ScatteredPart>;
}

export interface ScatteredCall {
  id?: string;
  name?: string;
  arguments?: unknown;
}

export interface ScatteredPart {
  type?: string;
  text?: string;
  url?: string;
  mimeType?: string;
}

/** Where in a message a name such as `tool_calls.1.id` belongs. False: the name or the value is not understood. */
export type Place = (message: ScatteredMessage, path: string, value: unknown) => boolean;

/** Gathers messages whose numbers may have gaps, be huge, or come in any order. */
export class ScatteredMessages {
  readonly keys: string[] = [];
  readonly #messages = new Map<number, ScatteredMessage>();

  /** @param rest of the name, from the number on */
  add(key: string, rest: string, place: Place, value: unknown): boolean {
    const dot = rest.indexOf('.');
    const index = indexOf(dot < 0 ? rest : rest.slice(0, dot));
    if (index === undefined || dot < 0) return false;
    const known = this.#messages.get(index);
    const message = known ?? {};
    if (!place(message, rest.slice(dot + 1), value)) return false;
    if (!known) this.#messages.set(index, message);
    this.keys.push(key);
    return true;
  }

  messages(role: string): Message[] {
    return sorted(this.#messages).map((message) => toMessage(message, role));
  }
}

/** A number of at most nine digits, written without anything else. */
export function indexOf(digits: string): number | undefined {
  if (digits.length === 0 || digits.length > 9) return undefined;
  let index = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    index = index * 10 + digit;
  }
  return index;
}

export function entry<T extends object>(entries: Map<number, T>, index: number): T {
  let found = entries.get(index);
  if (!found) {
    found = {} as T;
    entries.set(index, found);
  }
  return found;
}

export function sorted<T>(entries: ReadonlyMap<number, T>): T[] {
  let last = -1;
  let inOrder = true;
  for (const index of entries.keys()) {
    if (index < last) inOrder = false;
    last = index;
  }
  if (inOrder) return [...entries.values()];
  return [...entries].sort(([a], [b]) => a - b).map(([, value]) => value);
}

function toMessage(scattered: ScatteredMessage, role: string): Message {
  const message: Message = { role: roleName(scattered.role ?? role), parts: partsOf(scattered) };
  if (scattered.name !== undefined) message.name = scattered.name;
  if (scattered.finishReason !== undefined) message.finish_reason = scattered.finishReason;
  return message;
}

function partsOf(scattered: ScatteredMessage): MessagePart[] {
  const parts: MessagePart[] = [];
  if (scattered.reasoning !== undefined) {
    parts.push({ type: 'reasoning', content: scattered.reasoning });
  }
  if (scattered.toolCallId !== undefined) {
    const response = content(scattered.content ?? null);
    parts.push({ type: 'tool_call_response', id: scattered.toolCallId, response });
  } else if (scattered.content !== undefined) parts.push(...toParts(scattered.content));
  if (scattered.parts) for (const part of sorted(scattered.parts)) parts.push(toPart(part));
  if (scattered.refusal !== undefined) parts.push({ type: 'refusal', content: scattered.refusal });
  if (scattered.calls) for (const call of sorted(scattered.calls)) parts.push(toCall(call));
  return parts;
}

function toPart(part: ScatteredPart): MessagePart {
  if (part.url !== undefined) {
    const mime = part.mimeType === undefined ? {} : { mime_type: part.mimeType };
    return { type: 'uri', modality: part.type ?? 'file', ...mime, uri: part.url };
  }
  if (part.text === undefined) return { type: 'other', value: part };
  return { type: part.type === 'reasoning' ? 'reasoning' : 'text', content: part.text };
}

function toCall(call: ScatteredCall): MessagePart {
  return {
    type: 'tool_call',
    id: call.id ?? null,
    name: call.name ?? '',
    arguments: content(call.arguments ?? null),
  };
}

type TextField = {
  [K in keyof ScatteredMessage]-?: ScatteredMessage[K] extends string | undefined ? K : never;
}[keyof ScatteredMessage];

export function placeText(message: ScatteredMessage, field: TextField, value: unknown): boolean {
  const told = text(value);
  if (told === undefined || message[field] !== undefined) return false;
  message[field] = told;
  return true;
}

export function placeInCall(
  message: ScatteredMessage,
  index: number | undefined,
  field: keyof ScatteredCall,
  value: unknown,
): boolean {
  if (index === undefined || (field !== 'arguments' && typeof value !== 'string')) return false;
  message.calls ??= new Map();
  const call = entry(message.calls, index);
  if (call[field] !== undefined) return false;
  call[field] = value as string;
  return true;
}
