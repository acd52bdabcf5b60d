import type { Told } from './told.ts';

export interface SamplerLimits {
  /** Spans that wait for the end of their session. @default 10,000 */
  spans?: number;
  /** Characters of text in those. @default 32 Mi */
  chars?: number;
}

interface Waiting {
  /** By span. */
  told: Map<string, Told>;
  failed: boolean;
}

const maxSessions = 10_000;

/**
 * Takes a share of the sessions, and all that fail. A session is in or out by its id, so that all processes agree. Spans of one that
 * is out wait until it shows an error, which sends them, or ends without one, which drops them. Beyond the limits the session that has
 * waited longest is dropped; what it tells after an error still comes.
 */
export class SessionSampler {
  readonly #rate: number;
  readonly #limits: Required<SamplerLimits>;
  readonly #waiting = new Map<string, Waiting>();
  #spans = 0;
  #chars = 0;

  constructor(rate: number, limits: SamplerLimits = {}) {
    this.#rate = rate;
    this.#limits = { spans: 10_000, chars: 32 * 1024 ** 2, ...limits };
  }

  /** What is to be sent now: of these, and of what waited. */
  choose(all: readonly Told[]): Told[] {
    if (this.#rate >= 1) return [...all];
    const chosen = new Map<string, Told>();
    for (const told of all) {
      const { sessionId, span } = told;
      if (isSampled(sessionId, this.#rate)) {
        chosen.set(span.spanId, told);
        continue;
      }
      const waiting = this.#of(sessionId);
      if (told.failed) waiting.failed = true;
      if (waiting.failed || !told.ends) this.#hold(waiting, told);
      if (waiting.failed) for (const [id, each] of waiting.told) chosen.set(id, each);
      else if (told.ends) this.#drop(sessionId);
    }
    this.#trim();
    return [...chosen.values()];
  }

  /** These need not be sent again. */
  sent(all: readonly Told[]): void {
    for (const { sessionId, span } of all) {
      const waiting = this.#waiting.get(sessionId);
      if (waiting) this.#remove(waiting, span.spanId);
    }
  }

  /** These were chosen from before, by another process: what that sent is sent. */
  recall(all: readonly Told[]): void {
    this.sent(this.choose(all));
  }

  #of(sessionId: string): Waiting {
    let waiting = this.#waiting.get(sessionId);
    if (!waiting) {
      waiting = { told: new Map(), failed: false };
      this.#waiting.set(sessionId, waiting);
    }
    return waiting;
  }

  #hold(waiting: Waiting, told: Told): void {
    this.#remove(waiting, told.span.spanId);
    waiting.told.set(told.span.spanId, told);
    this.#spans++;
    this.#chars += told.chars;
  }

  #remove(waiting: Waiting, spanId: string): void {
    const told = waiting.told.get(spanId);
    if (!told) return;
    waiting.told.delete(spanId);
    this.#spans--;
    this.#chars -= told.chars;
  }

  #drop(sessionId: string): void {
    const waiting = this.#waiting.get(sessionId);
    if (!waiting) return;
    for (const spanId of [...waiting.told.keys()]) this.#remove(waiting, spanId);
    if (!waiting.failed) this.#waiting.delete(sessionId);
  }

  #trim(): void {
    const { spans, chars } = this.#limits;
    for (const [sessionId, waiting] of this.#waiting) {
      if (this.#spans <= spans && this.#chars <= chars) break;
      // What failed is about to be sent.
      if (!waiting.failed) this.#drop(sessionId);
    }
    for (const [sessionId, { told }] of this.#waiting) {
      if (this.#waiting.size <= maxSessions) break;
      if (told.size === 0) this.#waiting.delete(sessionId);
    }
  }
}

/** FNV-1a, mixed: ids that are made one after the other have to come out evenly. */
function isSampled(sessionId: string, rate: number): boolean {
  let hash = 0x811c9dc5;
  for (let index = 0; index < sessionId.length; index++) {
    hash = Math.imul(hash ^ sessionId.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < rate;
}
