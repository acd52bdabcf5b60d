import type { ChatMessage } from '@agentops/adapter-taskweaver';

/** This host's prompts are text alone. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
