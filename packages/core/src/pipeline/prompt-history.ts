import type { Message } from '../events/message.ts';
import type { PromptDelta } from '../events/record.ts';

interface Prompt {
  eventId: string;
  messages: Message[];
  tools: unknown;
}

/** One client often serves a few conversations at once; each of them finds its own last prompt among these. */
const maxRemembered = 4;

/**
 * Remembers the last prompts of a client or agent, so that a prompt is written as the messages it adds to one of them:
 * 50 turns that grow to 200 KB take 0.2 MB instead of 5.5 MB.
 */
export class PromptHistory {
  #byOwner = new WeakMap<object, Prompt[]>();

  /** What is to be written of the prompt of event `eventId`. Takes over `messages`, which must be a copy. */
  delta(owner: object, eventId: string, messages: Message[], tools: unknown): PromptDelta {
    let prompts = this.#byOwner.get(owner);
    if (!prompts) {
      prompts = [];
      this.#byOwner.set(owner, prompts);
    }
    const { base, keep } = longestPrefix(prompts, messages);
    if (base) {
      // The kept messages are held in memory once, however long the conversation.
      for (let index = 0; index < keep; index++) messages[index] = base.messages[index] as Message;
      const position = prompts.indexOf(base);
      // A prompt that continues another takes its place; one that branches off stands beside it.
      if (keep === base.messages.length) prompts.splice(position, 1);
    }
    prompts.unshift({ eventId, messages, tools });
    prompts.length = Math.min(prompts.length, maxRemembered);
    const known = base !== undefined && tools !== undefined && equal(base.tools, tools);
    // Without tools, a base that had some would lend them to this prompt.
    const usable = base !== undefined && (tools !== undefined || base.tools === undefined);
    if (!usable) return { keep: 0, add: messages, ...(tools === undefined ? {} : { tools }) };
    return {
      base: base.eventId,
      keep,
      add: messages.slice(keep),
      ...(tools === undefined || known ? {} : { tools }),
    };
  }

  /** Forgets everything: the next prompts are written whole. */
  clear(): void {
    this.#byOwner = new WeakMap();
  }
}

function longestPrefix(prompts: Prompt[], messages: Message[]): { base?: Prompt; keep: number } {
  let best: { base?: Prompt; keep: number } = { keep: 0 };
  for (const base of prompts) {
    const length = Math.min(base.messages.length, messages.length);
    let keep = 0;
    while (keep < length && equal(base.messages[keep], messages[keep])) keep++;
    if (keep > best.keep) best = { base, keep };
    if (keep === messages.length) break;
  }
  return best;
}

/** Of plain JSON. Strings that are the same object compare at once, so that a kept history costs next to nothing. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equal(item, b[index]));
  }
  if (Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let keys = 0;
  for (const key in left) {
    if (!equal(left[key], right[key])) return false;
    keys++;
  }
  for (const _ in right) keys--;
  return keys === 0;
}
