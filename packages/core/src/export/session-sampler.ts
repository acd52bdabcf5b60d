/** For exporters whose destination takes events and not records, and not all of the sessions. */
import type { SessionData } from '../events/session-data.ts';
import { charsIn } from './chars-in.ts';
import type { WriterGone } from './exporter.ts';
import type { Finished, FinishedEvent } from './finished-events.ts';

export interface SessionSamplerOptions {
  /** The share of sessions that is sent in any case, from 0 to 1. */
  rate: number;
  /** Events that wait for the end of their session. @default 10,000 */
  maxEvents?: number;
  /** Characters of text in those. @default 32 Mi */
  maxChars?: number;
}

/** What is kept back of one session. */
interface Waiting {
  failed: boolean;
  started?: SessionData;
  changed?: SessionData;
  ended?: SessionData;
  readonly events: Map<string, WaitingEvent>;
}

interface WaitingEvent {
  event: FinishedEvent;
  isChange: boolean;
  chars: number;
}

const maxSessions = 10_000;

/**
 * Takes a share of the sessions, and all that fail: that end with `Fail`, have an error in them, or whose process was killed. A session
 * is in or out by its id, so that all processes agree. What one that is out tells waits until it shows a failure, which sends all of it,
 * or ends without one, which drops it. Beyond the limits the session that has waited longest is dropped; what it tells after an error
 * still comes. It goes behind `FinishedEvents`:
 *
 *     const chosen = sampler.choose(finished.add(records, gone), gone);
 *     await send(chosen);       // where it rejects, the next `choose` gives the rest again
 *     sampler.sent(events);     // as `finished.sent`
 *     sampler.settle();         // as `finished.settle`
 */
export class SessionSampler {
  readonly #options: Required<SessionSamplerOptions>;
  readonly #waiting = new Map<string, Waiting>();
  /** Ended without being sent, since what was chosen was settled last. */
  readonly #withheld = new Set<string>();
  #events = 0;
  #chars = 0;

  constructor(options: SessionSamplerOptions) {
    this.#options = { maxEvents: 10_000, maxChars: 32 * 1024 ** 2, ...options };
  }

  /** What is to be sent now: of this, and of what waited. */
  choose(finished: Finished, gone?: WriterGone): Finished {
    if (this.#options.rate >= 1) return finished;
    const chosen: Finished = { started: [], changed: [], events: [], changedEvents: [], ended: [] };
    const isIn = (sessionId: string) => isSampled(sessionId, this.#options.rate);
    for (const session of finished.started) {
      if (isIn(session.id)) chosen.started.push(session);
      else this.#of(session.id).started = session;
    }
    for (const session of finished.changed) {
      if (isIn(session.id)) chosen.changed.push(session);
      else this.#of(session.id).changed = session;
    }
    for (const event of finished.events) {
      if (isIn(event.sessionId)) chosen.events.push(event);
      else this.#hold(event, false);
    }
    for (const event of finished.changedEvents) {
      if (isIn(event.sessionId)) chosen.changedEvents.push(event);
      else this.#hold(event, true);
    }
    for (const session of finished.ended) {
      if (isIn(session.id)) chosen.ended.push(session);
      else this.#end(session, gone);
    }
    for (const waiting of this.#waiting.values()) if (waiting.failed) release(waiting, chosen);
    this.#trim();
    return chosen;
  }

  /** The destination has these of what was chosen, though not yet all. */
  sent(told: readonly (FinishedEvent | SessionData)[]): void {
    for (const each of told) {
      if ('tags' in each) this.#forgetSession(this.#waiting.get(each.id));
      else this.#forget(this.#waiting.get(each.sessionId), each.id);
    }
  }

  /** The destination has all that was chosen. Returns how many sessions ended without being sent since it was called last. */
  settle(): number {
    for (const waiting of this.#waiting.values()) {
      if (!waiting.failed) continue;
      for (const id of [...waiting.events.keys()]) this.#forget(waiting, id);
      this.#forgetSession(waiting);
    }
    const withheld = this.#withheld.size;
    this.#withheld.clear();
    return withheld;
  }

  /** These were chosen from before, by another process: what that sent is sent. */
  recall(finished: Finished): void {
    this.choose(finished);
    this.settle();
  }

  #of(sessionId: string): Waiting {
    let waiting = this.#waiting.get(sessionId);
    if (!waiting) {
      waiting = { failed: false, events: new Map() };
      this.#waiting.set(sessionId, waiting);
    }
    return waiting;
  }

  #hold(event: FinishedEvent, isChange: boolean): void {
    const waiting = this.#of(event.sessionId);
    const before = waiting.events.get(event.id);
    this.#forget(waiting, event.id);
    const chars = charsIn(event);
    // Of a session that has not failed nothing was sent that could change.
    const isNew = before ? !before.isChange : !isChange || !waiting.failed;
    waiting.events.set(event.id, { event, isChange: !isNew, chars });
    if (event.status === 'error') waiting.failed = true;
    this.#events++;
    this.#chars += chars;
  }

  #end(session: SessionData, gone: WriterGone | undefined): void {
    const { id, endState, owner } = session;
    const waiting = this.#of(id);
    const crashed = endState === 'Indeterminate' && gone !== undefined && gone.writer === owner;
    if (endState === 'Fail' || crashed) waiting.failed = true;
    if (waiting.failed) waiting.ended = session;
    else {
      this.#drop(id, waiting);
      this.#withheld.add(id);
    }
  }

  #drop(sessionId: string, waiting: Waiting): void {
    for (const id of [...waiting.events.keys()]) this.#forget(waiting, id);
    this.#waiting.delete(sessionId);
  }

  #forget(waiting: Waiting | undefined, eventId: string): void {
    const held = waiting?.events.get(eventId);
    if (!held) return;
    waiting?.events.delete(eventId);
    this.#events--;
    this.#chars -= held.chars;
  }

  #forgetSession(waiting: Waiting | undefined): void {
    delete waiting?.started;
    delete waiting?.changed;
    delete waiting?.ended;
  }

  #trim(): void {
    const { maxEvents, maxChars } = this.#options;
    for (const [sessionId, waiting] of this.#waiting) {
      if (this.#events <= maxEvents && this.#chars <= maxChars) break;
      // What failed is about to be sent.
      if (!waiting.failed) this.#drop(sessionId, waiting);
    }
    for (const [sessionId, waiting] of this.#waiting) {
      if (this.#waiting.size <= maxSessions) break;
      if (waiting.events.size === 0) this.#waiting.delete(sessionId);
    }
  }
}

function release({ started, changed, ended, events }: Waiting, chosen: Finished): void {
  if (started) chosen.started.push(changed ?? started);
  else if (changed) chosen.changed.push(changed);
  for (const { event, isChange } of events.values()) {
    (isChange ? chosen.changedEvents : chosen.events).push(event);
  }
  if (ended) chosen.ended.push(ended);
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
