import { excerpt } from './excerpt.ts';

const maxArguments = 160;

/** What a model answered, for one line: what it said, else what it refused with, else which tools it called. */
export function answerText(messages: unknown): string {
  const parts = partsOf(messages);
  const said = parts.filter(({ type }) => type === 'text').map(({ content }) => content);
  const refused = parts.filter(({ type }) => type === 'refusal').map(({ content }) => content);
  const texts = [...said, ...refused].filter((text) => typeof text === 'string' && text !== '');
  if (texts.length > 0) return texts.join(' ');
  return parts
    .filter(({ type }) => type === 'tool_call')
    .map(
      ({ name, arguments: given }) =>
        `${String(name ?? '')}(${excerpt(given, maxArguments) ?? ''})`,
    )
    .join(' ');
}

type Part = Record<string, unknown>;

/** Messages are written by others: what is none is passed over. */
function partsOf(messages: unknown): Part[] {
  if (!Array.isArray(messages)) return [];
  return messages
    .flatMap((message: { parts?: unknown } | null | undefined) => message?.parts)
    .filter((part): part is Part => typeof part === 'object' && part !== null);
}
