/** A session that spans came for lately. */
export interface KnownSession {
  /** The writer of its latest start. */
  owner: string;
  state: 'open' | 'ended' | 'idle';
  /** When a span of it came last, by the clock here. */
  touched: number;
  /** The latest time that a span of it told. */
  lastTime: number;
  /** The time of the latest record that opened it, or ended it for being idle: what undoes that has to be later. */
  turnedAt: number;
  /** The time of the record that opened it again after it was taken for idle. */
  reopenedAt: number;
}

/**
 * Which sessions are open, so that those whose root never comes can be ended. Of those that ended, the latest are kept too, to
 * tell that a span comes late.
 */
export class OpenSessions {
  readonly #sessions = new Map<string, KnownSession>();
  readonly #max: number;
  /** The most recent one. */
  #latest: string | undefined;

  constructor(max = 100_000) {
    this.#max = max;
  }

  get(id: string): KnownSession | undefined {
    return this.#sessions.get(id);
  }

  /** A span came: the session is the most recent one now. */
  touch(id: string, owner: string, now: number, lastTime: number): KnownSession {
    const known = this.#sessions.get(id);
    const session: KnownSession = known ?? {
      owner,
      state: 'open',
      touched: now,
      lastTime,
      turnedAt: 0,
      reopenedAt: 0,
    };
    session.touched = now;
    session.lastTime = Math.max(session.lastTime, lastTime);
    // Spans of one session come together.
    if (id !== this.#latest) {
      this.#sessions.delete(id);
      this.#sessions.set(id, session);
      this.#latest = id;
      this.#trim();
    }
    return session;
  }

  /** What has been open and without a span since `before`, least recent first. */
  idle(before: number): [string, KnownSession][] {
    const idle: [string, KnownSession][] = [];
    for (const [id, session] of this.#sessions) {
      if (session.touched > before) break;
      if (session.state === 'open') idle.push([id, session]);
    }
    return idle;
  }

  /** Beyond the bound the least recent ones are forgotten: one that is open then stays open until a restart finds it. */
  #trim(): void {
    for (const [id] of this.#sessions) {
      if (this.#sessions.size <= this.#max) return;
      this.#sessions.delete(id);
    }
  }
}
