import type { AgentOpsEvent, Message } from '@agentops/core';
import { cut, plainText } from './text.ts';

/** UTF-16 code units that are searched in per event. */
const maxTotal = 32 * 1024;
/** Of one part, so that an answer of megabytes leaves room for the rest. */
const maxPart = 12 * 1024;
/** Values deeper than this are not searched in. */
const maxDepth = 20;

/**
 * The text that search looks in: names, models, errors, answers, arguments, results, prompts, and the texts among the
 * attributes; at most 32,768 UTF-16 code units.
 *
 * @param newMessages the messages that this call's prompt added to the one before it. A conversation of a hundred calls is
 * then found once for a word in its first message. @default the whole prompt
 */
export function searchTextOf(event: AgentOpsEvent, newMessages?: readonly Message[]): string {
  const text = new BoundedText();
  text.part(event.name, event.agent?.name);
  switch (event.type) {
    case 'llm':
      text.part(event.provider, event.requestModel, event.responseModel);
      text.part(...messageTexts(event.outputMessages));
      // The latest first: where a prompt is too long for what is kept, it is the old that goes.
      text.part(...messageTexts(newMessages ?? event.inputMessages).reverse());
      break;
    case 'tool':
      text.part(event.arguments, event.callId);
      text.part(event.result);
      break;
    case 'error':
      text.part(event.errorType, event.message, event.code);
      text.part(event.details);
      text.part(event.stack);
      break;
    default:
      text.part((event as { actionType?: unknown }).actionType);
  }
  text.part(event.output);
  text.part(event.input);
  text.part(event.logs);
  text.part(Object.values(event.attributes));
  return plainText(text.toString());
}

/** Of each part what a person would look for: not its type, nor the ids. */
function messageTexts(messages: unknown): unknown[] {
  if (!Array.isArray(messages)) return [];
  const texts: unknown[] = [];
  for (const message of messages) {
    if (!Array.isArray(message?.parts)) continue;
    for (const part of message.parts) {
      const { content, name, arguments: given, response, value } = part ?? {};
      // Data of images and sounds is no text.
      if (part?.type !== 'blob') texts.push([name, content, given, response, value]);
    }
  }
  return texts;
}

class BoundedText {
  #text = '';

  /** Adds the texts and numbers in some values, in order, up to what one part may have. */
  part(...values: unknown[]): void {
    const end = Math.min(maxTotal, this.#text.length + maxPart);
    for (const value of values) this.#add(value, end, 0);
  }

  toString(): string {
    return this.#text;
  }

  #add(value: unknown, end: number, depth: number): void {
    if (this.#text.length >= end) return;
    if (typeof value === 'number') this.#write(String(value), end);
    else if (typeof value === 'string') {
      if (value !== '') this.#write(value, end);
    } else if (typeof value === 'object' && value !== null && depth < maxDepth) {
      const isArray = Array.isArray(value);
      for (const key in value) {
        if (this.#text.length >= end) return;
        if (!isArray) this.#write(key, end);
        this.#add((value as Record<string, unknown>)[key], end, depth + 1);
      }
    }
  }

  #write(text: string, end: number): void {
    const room = end - this.#text.length - (this.#text === '' ? 0 : 1);
    if (room <= 0) return;
    this.#text += `${this.#text === '' ? '' : '\n'}${cut(text, room)}`;
  }
}
