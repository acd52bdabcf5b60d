import type { Message, MissingPart } from './message.ts';
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
  readonly #resolved = new Map<string, Slots>();

  constructor(deltaOf: (eventId: string) => PromptDelta | undefined) {
    this.#deltaOf = deltaOf;
  }

  resolve(eventId: string): Prompt | undefined {
    // A conversation can be thousands of calls long, so the chain is walked, not recursed into.
    const chain: [string, PromptDelta][] = [];
    const seen = new Set<string>();
    let id: string | undefined = eventId;
    let base: Slots | undefined;
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
    return base && toPrompt(base);
  }
}

/** A prompt with a place for each message, so that those that are missing count as well. */
interface Slots {
  messages: (Message | undefined)[];
  tools: unknown;
}

function apply(base: Slots | undefined, delta: PromptDelta): Slots {
  if (delta.base === undefined) return { messages: delta.add, tools: delta.tools };
  const messages: (Message | undefined)[] = base?.messages.slice(0, delta.keep) ?? [];
  while (messages.length < delta.keep) messages.push(undefined);
  messages.push(...delta.add);
  return { messages, tools: delta.tools ?? base?.tools };
}

function toPrompt({ messages, tools }: Slots): Prompt {
  const known: Message[] = [];
  let missing: MissingPart | undefined;
  for (const message of messages) {
    if (message) {
      known.push(message);
      missing = undefined;
    } else if (missing) missing.count++;
    else {
      missing = { type: 'missing', count: 1 };
      known.push({ role: 'unknown', parts: [missing] });
    }
  }
  const complete = !messages.includes(undefined);
  return { messages: known, complete, ...(tools === undefined ? {} : { tools }) };
}
