import type { AgentOpsEvent } from '@agentops/core';
import { inFull } from '../format/text.ts';

const prefix = 'taskweaver.attachment.';

/** What a post has beside its message (attributes `taskweaver.attachment.<type>`), to be taken type by type. */
export class Attachments {
  readonly #texts: Map<string, string>;

  constructor({ attributes }: AgentOpsEvent) {
    this.#texts = new Map(
      Object.entries(attributes)
        .filter(([key]) => key.startsWith(prefix) && !key.endsWith('.extra'))
        .map(([key, value]) => [key.slice(prefix.length), textOf(value)]),
    );
  }

  /** Empty where there is none, or where it was taken. */
  take(type: string): string {
    const text = this.#texts.get(type) ?? '';
    this.#texts.delete(type);
    return text;
  }

  /** What was not taken, by type. */
  rest(): Iterable<[type: string, text: string]> {
    return this.#texts;
  }
}

/** Of several texts, one below the other. What the host took back is null, and empty. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return typeof value === 'string' ? value : inFull(value);
}
