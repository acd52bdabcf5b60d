import type { Message } from '@agentops/core';

/** A message as conventions have it that know no parts. */
export interface FlatMessage {
  role: string;
  content?: string;
  toolCalls: { id?: string; name: string; arguments: string }[];
  /** Of what a tool answered: the call's id. */
  toolCallId?: string;
  finishReason?: string;
}

/** Tools' answers are messages of their own. What was recorded may be of other types than it should. */
export function flatMessages(messages: unknown): FlatMessage[] {
  return Array.isArray(messages) ? messages.flatMap(flatten) : [];
}

function flatten(message: Partial<Message> | null): FlatMessage[] {
  const { role, parts, finish_reason: finishReason } = message ?? {};
  const main: FlatMessage = { role: typeof role === 'string' ? role : 'user', toolCalls: [] };
  const answers: FlatMessage[] = [];
  const texts: string[] = [];
  for (const part of Array.isArray(parts) ? parts : []) {
    switch (part?.type) {
      case 'text':
      case 'refusal':
        texts.push(asText(part.content));
        break;
      case 'tool_call': {
        const { id, name } = part;
        const call = { name: asText(name), arguments: asText(part.arguments) };
        main.toolCalls.push(typeof id === 'string' ? { id, ...call } : call);
        break;
      }
      case 'tool_call_response': {
        const { id } = part;
        const answer = { role: 'tool', content: asText(part.response), toolCalls: [] };
        answers.push(typeof id === 'string' ? { ...answer, toolCallId: id } : answer);
        break;
      }
    }
  }
  if (texts.length > 0) main.content = texts.join('\n');
  if (typeof finishReason === 'string') main.finishReason = finishReason;
  const isOnlyAnswers = answers.length > 0 && texts.length === 0 && main.toolCalls.length === 0;
  return isOnlyAnswers ? answers : [main, ...answers];
}

/** A text as it is, all else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
