import type { Message } from './message.ts';
import type { PromptDelta } from './record.ts';

export interface Prompt {
  messages: Message[];
  tools?: unknown;
  /** False when a base is not there (any more), so that messages are missing. */
  complete: boolean;
}

/** Puts prompts together again that were recorded against earlier ones. */
export class PromptResolver {
  readonly #deltaOf: (eventId: string) => PromptDelta | undefined;
  readonly #resolved = new Map<string, Prompt>();

  constructor(deltaOf: (eventId: string) => PromptDelta | undefined) {
    this.#deltaOf = deltaOf;
  }

  resolve(eventId: string): Prompt | undefined {
    // A conversation can be thousands of calls long, so the chain is walked, not recursed into.
    const chain: [string, PromptDelta][] = [];
    const seen = new Set<string>();
    let id: string | undefined = eventId;
    let base: Prompt | undefined;
    while (id !== undefined && !seen.has(id)) {
      base = this.#resolved.get(id);
      if (base) break;
      seen.add(id);
      const delta = this.#deltaOf(id);
      if (!delta) break;
      chain.push([id, delta]);
      id = delta.base;
    }
    for (const [link, delta] of chain.reverse()) {
      base = apply(base, delta);
      this.#resolved.set(link, base);
    }
    return base;
  }
}

function apply(base: Prompt | undefined, delta: PromptDelta): Prompt {
  if (delta.base === undefined) return prompt(delta.add, delta.tools, true);
  const tools = delta.tools ?? base?.tools;
  const kept = base?.messages.slice(0, delta.keep) ?? [];
  const missing = delta.keep - kept.length;
  if (missing > 0) kept.push({ role: 'unknown', parts: [{ type: 'missing', count: missing }] });
  return prompt([...kept, ...delta.add], tools, missing <= 0 && base?.complete !== false);
}

function prompt(messages: Message[], tools: unknown, complete: boolean): Prompt {
  return { messages, complete, ...(tools === undefined ? {} : { tools }) };
}
