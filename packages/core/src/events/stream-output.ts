import type { Message, MessagePart } from './message.ts';
import type { StreamDelta } from './record.ts';

interface PartUnderWay {
  order: number;
  part: number;
  type: StreamDelta['type'];
  texts: string[];
  id: string | null;
  name: string;
}

/** Joins the pieces of a stream into messages, one a choice. Choices and parallel tool calls stay apart. */
export class StreamOutput {
  readonly #choices = new Map<number, Map<string, PartUnderWay>>();
  #order = 0;

  add(delta: StreamDelta): void {
    let parts = this.#choices.get(delta.choice);
    if (!parts) {
      parts = new Map();
      this.#choices.set(delta.choice, parts);
    }
    const key = `${delta.type}:${delta.part}`;
    let part = parts.get(key);
    if (!part) {
      const order = this.#order++;
      part = { order, part: delta.part, type: delta.type, texts: [], id: null, name: '' };
      parts.set(key, part);
    }
    if (delta.text !== '') part.texts.push(delta.text);
    if (delta.id !== undefined) part.id = delta.id;
    if (delta.name !== undefined) part.name = delta.name;
  }

  get isEmpty(): boolean {
    return this.#choices.size === 0;
  }

  messages(): Message[] {
    return [...this.#choices]
      .sort(([a], [b]) => a - b)
      .map(([, parts]) => ({
        role: 'assistant',
        parts: [...parts.values()].sort((a, b) => a.order - b.order).map(toPart),
      }));
  }
}

function toPart(part: PartUnderWay): MessagePart {
  const text = part.texts.join('');
  if (part.type !== 'tool_call') return { type: part.type, content: text };
  return { type: 'tool_call', id: part.id, name: part.name, arguments: parseArguments(text) };
}

/** Tool arguments come as JSON text. What is not valid JSON (cut off, or invented by the model) stays text. */
export function parseArguments(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
