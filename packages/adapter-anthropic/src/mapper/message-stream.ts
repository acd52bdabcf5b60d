import type { EventFields } from '@agentops/core';
import { readNumber, readObject, readString, type StreamReader } from '@agentops/stainless';
import { resultFields } from './result.ts';

type Payload = Record<string, unknown>;

/** Reads the events of a streamed message (https://docs.claude.com/en/docs/build-with-claude/streaming). */
export class MessageStreamReader implements StreamReader {
  #message: Payload = {};
  #usage: Payload | undefined;
  #error: unknown;

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
        break;
      case 'error':
        this.#error = event.error;
    }
  }

  result(): EventFields {
    return {
      ...resultFields(this.#message, this.#usage),
      ...(this.#error === undefined ? {} : failureFields(readObject(this.#error))),
    };
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

function failureFields({ type, message }: Payload): EventFields {
  return {
    status: 'error',
    errorType: readString(type) ?? 'error',
    message: readString(message) ?? '',
  };
}
