import type { Message } from '@agentops/core';
import {
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_SYSTEM_INSTRUCTIONS,
} from '../gen-ai.ts';
import {
  GEN_AI_ASSISTANT_MESSAGE,
  GEN_AI_CHOICE,
  GEN_AI_COMPLETION,
  GEN_AI_CONTENT_COMPLETION,
  GEN_AI_CONTENT_PROMPT,
  GEN_AI_EVENT_CONTENT,
  GEN_AI_INFERENCE_DETAILS,
  GEN_AI_PROMPT,
  GEN_AI_SYSTEM_MESSAGE,
  GEN_AI_TOOL_MESSAGE,
  GEN_AI_USER_MESSAGE,
} from '../gen-ai-earlier.ts';
import { EXCEPTION } from '../general.ts';
import type { Attributes, SpanEvent } from '../span.ts';
import { toMessage, toMessages } from './parts.ts';
import { content, type Fields, fields, structure, text } from './values.ts';

/** The messages that a span's events tell, and the events that tell something else. */
export interface EventMessages {
  input: Message[];
  output: Message[];
  others: SpanEvent[];
}

const roles: ReadonlyMap<string, string> = new Map([
  [GEN_AI_SYSTEM_MESSAGE, 'system'],
  [GEN_AI_USER_MESSAGE, 'user'],
  [GEN_AI_ASSISTANT_MESSAGE, 'assistant'],
  [GEN_AI_TOOL_MESSAGE, 'tool'],
]);

export function messagesOf(events: readonly SpanEvent[]): EventMessages {
  const found: EventMessages = { input: [], output: [], others: [] };
  for (const event of events) {
    if (event.name !== EXCEPTION && !read(event, found)) found.others.push(event);
  }
  return found;
}

function read({ name, attributes }: SpanEvent, { input, output }: EventMessages): boolean {
  const role = roles.get(name);
  if (role !== undefined) {
    input.push(eventMessage(bodyOf(attributes), role));
    return true;
  }
  switch (name) {
    case GEN_AI_CHOICE:
      output.push(choice(bodyOf(attributes)));
      return true;
    case GEN_AI_CONTENT_PROMPT:
      return add(input, attributes[GEN_AI_PROMPT], 'user');
    case GEN_AI_CONTENT_COMPLETION:
      return add(output, attributes[GEN_AI_COMPLETION], 'assistant');
    case GEN_AI_INFERENCE_DETAILS: {
      const system = add(input, attributes[GEN_AI_SYSTEM_INSTRUCTIONS], 'system');
      const asked = add(input, attributes[GEN_AI_INPUT_MESSAGES], 'user');
      const answered = add(output, attributes[GEN_AI_OUTPUT_MESSAGES], 'assistant');
      return system || asked || answered;
    }
  }
  return false;
}

function add(messages: Message[], value: unknown, role: string): boolean {
  const read = value === undefined ? undefined : toMessages(value, role);
  if (read) messages.push(...read);
  return read !== undefined;
}

/** Some write the body's fields as attributes, others the whole body as JSON. */
function bodyOf(attributes: Attributes): Fields {
  return fields(structure(attributes[GEN_AI_EVENT_CONTENT])) ?? attributes;
}

/** The answer of a tool carries the call's id under `id`. */
function eventMessage(body: Fields, role: string): Message {
  const id = text(body.id);
  if (role === 'tool' && id !== undefined) {
    return {
      role,
      parts: [{ type: 'tool_call_response', id, response: content(body.content ?? null) }],
    };
  }
  return toMessage({ ...body, content: contentIn(body.content) }, role);
}

/** Strands writes blocks without a type, as JSON. */
function contentIn(value: unknown): unknown {
  const blocks = typeof value === 'string' ? structure(value) : undefined;
  return Array.isArray(blocks) && blocks.every(fields) ? blocks : value;
}

function choice(body: Fields): Message {
  const inner = body.message ?? body.content;
  const answer = typeof inner === 'string' ? (structure(inner) ?? inner) : inner;
  const message = toMessage(
    fields(answer) ?? { content: answer, tool_calls: body.tool_calls },
    'assistant',
  );
  const reason = text(body.finish_reason);
  if (reason !== undefined) message.finish_reason = reason;
  return message;
}
