import type { PromptDelta } from '../events/record.ts';
import { charsIn } from './chars-in.ts';

const maxPrompts = 1000;
/** Of what each adds to the one before it. */
const maxChars = 32 * 1024 ** 2;

interface RecentPrompt {
  delta: PromptDelta;
  chars: number;
}

/** The latest prompts, for those that are told against one of them. */
export class RecentPrompts {
  readonly #prompts = new Map<string, RecentPrompt>();
  #chars = 0;

  /** The prompt as a whole, where all that it is told against is here; else as it was told. */
  add(eventId: string, told: PromptDelta): PromptDelta {
    const delta = this.#whole(told);
    const chars = charsIn(told.add);
    this.#delete(eventId);
    this.#prompts.set(eventId, { delta, chars });
    this.#chars += chars;
    while (this.#prompts.size > maxPrompts || (this.#chars > maxChars && this.#prompts.size > 1)) {
      this.#delete(this.#prompts.keys().next().value as string);
    }
    return delta;
  }

  get(eventId: string): PromptDelta | undefined {
    return this.#prompts.get(eventId)?.delta;
  }

  #delete(eventId: string): void {
    this.#chars -= this.#prompts.get(eventId)?.chars ?? 0;
    this.#prompts.delete(eventId);
  }

  #whole(delta: PromptDelta): PromptDelta {
    const base = delta.base === undefined ? undefined : this.get(delta.base);
    if (!base || base.base !== undefined || base.add.length < delta.keep) return delta;
    const tools = delta.tools ?? base.tools;
    const add = [...base.add.slice(0, delta.keep), ...delta.add];
    return { keep: 0, add, ...(tools === undefined ? {} : { tools }) };
  }
}
