import type { Message, MessagePart } from '@agentops/core';
import { argumentList, inFull, oneLine } from '../format/text.ts';

/** The last thing that was said to a model, in one line: earlier messages are seen at earlier calls. */
export function lastMessage(messages: readonly Message[] | null): string | undefined {
  const message = messages?.findLast(({ parts }) => parts?.length > 0);
  if (!message) return undefined;
  const text = message.parts.map(partInLine).filter(Boolean).join(' ');
  return message.role === 'user' ? text : `${message.role}: ${text}`;
}

/** What a model answered, in one line. Several choices are parted by ` | `. */
export function answer(messages: readonly Message[] | null): string | undefined {
  if (!messages || messages.length === 0) return undefined;
  return messages
    .map(({ parts }) => (parts ?? []).map(partInLine).filter(Boolean).join(' '))
    .join(' | ');
}

/** A message whole. */
export function messageInFull(message: Message): string {
  return (message.parts ?? []).map(partInFull).join('\n');
}

function partInLine(part: MessagePart): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return oneLine(part.content);
    // Thoughts are long, and what came of them follows.
    case 'reasoning':
      return '';
    case 'tool_call':
      return `→ ${oneLine(part.name)}(${argumentList(part.arguments)})`;
    case 'tool_call_response':
      return oneLine(part.response);
    case 'missing':
      return `[${part.count} messages lost]`;
    case 'other':
      return oneLine(part.value);
    default:
      return `[${oneLine(mediaName(part))}]`;
  }
}

function partInFull(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return inFull(part.content);
    case 'refusal':
    case 'reasoning':
      return `[${part.type}] ${inFull(part.content)}`;
    case 'tool_call':
      return `→ ${oneLine(part.name)}(${inFull(part.arguments)})`;
    case 'tool_call_response':
      return inFull(part.response);
    default:
      return partInLine(part);
  }
}

function mediaName(part: { type: string; modality?: string; mime_type?: string; uri?: string }) {
  return [part.modality ?? part.type, part.mime_type, part.uri].filter(Boolean).join(' ');
}
