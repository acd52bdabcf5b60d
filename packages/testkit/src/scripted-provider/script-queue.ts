import {
  type ScriptEntry,
  ScriptError,
  type ScriptedMatch,
  type ScriptedReply,
  type ScriptFunction,
  type ScriptRequest,
} from './script.ts';

/**
 * Finds the reply to a request: the first entry whose `when` holds; else the next entry without a
 * `when`, in order; else what the script function says. An entry is taken before its reply is
 * computed, so that concurrent requests never share one.
 */
export class ScriptQueue {
  readonly #matches: { match: ScriptedMatch; left: number }[] = [];
  readonly #inOrder: (ScriptedReply | ScriptFunction)[] = [];
  #fallback: ScriptFunction | undefined;
  #scripted = 0;

  push(entries: readonly ScriptEntry[]): void {
    for (const entry of entries) {
      this.#scripted++;
      if (typeof entry === 'object' && 'when' in entry) {
        this.#matches.push({ match: entry, left: entry.times ?? 1 });
      } else {
        this.#inOrder.push(entry);
      }
    }
  }

  set fallback(answer: ScriptFunction) {
    this.#fallback = answer;
  }

  /** Replies that can still be given; infinite with a match that has no limit. */
  get remaining(): number {
    return this.#matches.reduce((sum, { left }) => sum + left, this.#inOrder.length);
  }

  /** @throws ScriptError when no reply is left for this request. */
  async next(request: ScriptRequest): Promise<ScriptedReply> {
    const entry = this.#takeMatch(request) ?? this.#inOrder.shift() ?? this.#fallback;
    const reply = typeof entry === 'function' ? await entry(request) : entry;
    if (reply !== undefined) return reply;
    const { method, path, index } = request;
    throw new ScriptError(
      `The script is exhausted: it has no reply for request ${index + 1} (${method} ${path}). ` +
        `It had ${this.#scripted} in all; ${this.remaining} are left, for other requests.`,
    );
  }

  #takeMatch(request: ScriptRequest): ScriptedReply | ScriptFunction | undefined {
    const found = this.#matches.find(({ match, left }) => left > 0 && match.when(request));
    if (found === undefined) return undefined;
    found.left--;
    return found.match.reply;
  }
}
