import type { Message } from '@agentops/core';

interface Sent {
  body: unknown;
  messages: readonly Message[];
}

/** One client often serves a few conversations at once. */
const maxRemembered = 4;

/**
 * Copies of the last requests of a client, one a conversation: what the next one sends again is not copied and mapped again.
 * See `copyPayload` and `mapOnce`.
 */
export class RecentBodies {
  #sent: Sent[] = [];

  /** The latest first. */
  list(): unknown[] {
    return this.#sent.map(({ body }) => body);
  }

  /** Takes the place of the request that it goes on from. */
  add(body: unknown, messages: readonly Message[]): void {
    const before = this.#sent.findIndex((sent) => goesOn(sent.messages, messages));
    if (before >= 0) this.#sent.splice(before, 1);
    this.#sent.unshift({ body, messages });
    if (this.#sent.length > maxRemembered) this.#sent.pop();
  }
}

/** Messages that are the same are the same objects. */
function goesOn(before: readonly Message[], now: readonly Message[]): boolean {
  const last = before.length - 1;
  return last >= 0 && before[last] === now[last];
}
