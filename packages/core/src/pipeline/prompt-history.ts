import { isEqual } from '../events/equal.ts';
import type { Message } from '../events/message.ts';
import type { PromptDelta } from '../events/record.ts';

interface Prompt {
  eventId: string;
  messages: Message[];
  tools: unknown;
  /** What it was written against, and how much of that it keeps. */
  base?: { eventId: string; tools: unknown; keep: number };
}

/** One client often serves a few conversations at once; each of them finds its own last prompt among these. */
const maxRemembered = 4;

/**
 * Remembers the last prompts of a client or agent, so that a prompt is written as the messages it adds to one of them:
 * 50 turns that grow to 200 KB take 0.2 MB instead of 5.5 MB.
 */
export class PromptHistory {
  #byOwner = new WeakMap<object, Prompt[]>();

  /**
   * What is to be written of the prompt of event `eventId`; nothing where that was told before, as it is. Takes over
   * `messages`, which must be a copy.
   */
  delta(
    owner: object,
    eventId: string,
    messages: Message[],
    tools: unknown,
  ): PromptDelta | undefined {
    let prompts = this.#byOwner.get(owner);
    if (!prompts) {
      prompts = [];
      this.#byOwner.set(owner, prompts);
    }
    const told = prompts.findIndex((prompt) => prompt.eventId === eventId);
    const prompt: Prompt = { eventId, messages, tools };
    if (told >= 0 && isTheSame(prompts[told] as Prompt, prompt)) return undefined;
    if (told >= 0) againstTheSame(prompt, prompts.splice(told, 1)[0] as Prompt);
    else againstTheLongest(prompt, prompts);
    prompts.unshift(prompt);
    prompts.length = Math.min(prompts.length, maxRemembered);
    const { base } = prompt;
    if (!base) return { keep: 0, add: messages, ...(tools === undefined ? {} : { tools }) };
    const known = tools === undefined || isEqual(base.tools, tools);
    const add = messages.slice(base.keep);
    return { base: base.eventId, keep: base.keep, add, ...(known ? {} : { tools }) };
  }

  /** Forgets everything: the next prompts are written whole. */
  clear(): void {
    this.#byOwner = new WeakMap();
  }
}

function isTheSame(a: Prompt, b: Prompt): boolean {
  return isEqual(a.messages, b.messages) && isEqual(a.tools, b.tools);
}

/**
 * A prompt that is told twice, by a framework's adapter and then by the provider's, can't be written against itself: the
 * first telling is replaced.
 */
function againstTheSame(prompt: Prompt, before: Prompt): void {
  const keep = commonPrefix(before.messages, prompt.messages);
  takeOver(prompt, before, keep);
  if (before.base) writeAgainst(prompt, before.base, Math.min(before.base.keep, keep));
}

function againstTheLongest(prompt: Prompt, prompts: Prompt[]): void {
  const { base, keep } = longestPrefix(prompts, prompt.messages);
  if (!base) return;
  takeOver(prompt, base, keep);
  // A prompt that continues another takes its place; one that branches off stands beside it.
  if (keep === base.messages.length) prompts.splice(prompts.indexOf(base), 1);
  writeAgainst(prompt, base, keep);
}

/** The kept messages are held in memory once, however long the conversation. */
function takeOver(prompt: Prompt, base: Prompt, keep: number): void {
  for (let index = 0; index < keep; index++)
    prompt.messages[index] = base.messages[index] as Message;
}

/** Without tools, a base that had some would lend them to this prompt. */
function writeAgainst(
  prompt: Prompt,
  base: { eventId: string; tools: unknown },
  keep: number,
): void {
  const { eventId, tools } = base;
  if (keep === 0 || (prompt.tools === undefined && tools !== undefined)) return;
  prompt.base = { eventId, tools, keep };
}

function longestPrefix(prompts: Prompt[], messages: Message[]): { base?: Prompt; keep: number } {
  let best: { base?: Prompt; keep: number } = { keep: 0 };
  for (const base of prompts) {
    const keep = commonPrefix(base.messages, messages);
    if (keep > best.keep) best = { base, keep };
    if (keep === messages.length) break;
  }
  return best;
}

function commonPrefix(a: readonly Message[], b: readonly Message[]): number {
  const length = Math.min(a.length, b.length);
  let keep = 0;
  while (keep < length && isEqual(a[keep], b[keep])) keep++;
  return keep;
}
