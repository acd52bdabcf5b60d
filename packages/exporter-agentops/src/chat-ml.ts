import type { Message, MessagePart } from '@agentops/core';

/** A message as OpenAI's chat completions have it, which is how AgentOps keeps prompts and completions. */
export interface ChatMessage {
  role: string;
  content: unknown;
  name?: string;
  refusal?: string;
  tool_calls?: ChatToolCall[];
  tool_call_id?: string;
}

export interface ChatToolCall {
  id: string | null;
  type: 'function';
  function: { name: string; arguments: string };
}

/** Each answer of a tool is a message of its own there. */
export function toChat({ role, parts, name }: Message): ChatMessage[] {
  const named = name === undefined ? {} : { name };
  const answers = parts.filter((part) => part.type === 'tool_call_response');
  const calls = parts.filter((part) => part.type === 'tool_call');
  const refusal = parts.find((part) => part.type === 'refusal')?.content;
  const said = parts.filter(
    ({ type }) => type !== 'tool_call_response' && type !== 'tool_call' && type !== 'refusal',
  );
  const messages: ChatMessage[] = answers.map(({ id, response }) => ({
    role: 'tool',
    content: response,
    tool_call_id: id ?? '',
    ...named,
  }));
  if (said.length === 0 && calls.length === 0 && refusal === undefined && messages.length > 0) {
    return messages;
  }
  const message: ChatMessage = { role, content: contentOf(said), ...named };
  if (refusal !== undefined) message.refusal = refusal;
  if (calls.length > 0) {
    message.tool_calls = calls.map(({ id, name: called, arguments: given }) => ({
      id,
      type: 'function',
      function: {
        name: called,
        arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
      },
    }));
  }
  return [...messages, message];
}

function contentOf(parts: readonly MessagePart[]): unknown {
  const [only] = parts;
  if (!only) return null;
  if (parts.length === 1 && only.type === 'text') return only.content;
  return parts.map(blockOf);
}

function blockOf(part: MessagePart): unknown {
  if (part.type === 'text') return { type: 'text', text: part.content };
  if (part.type === 'uri' && part.modality === 'image') {
    return { type: 'image_url', image_url: { url: part.uri } };
  }
  return part.type === 'other' ? part.value : part;
}
