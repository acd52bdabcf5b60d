import type { Agent, AgentOpsRecord, EventSource } from '@agentops/core';
import type { SessionSummary, Store } from '@agentops/store';
import { DerivedWriter, toNdjson } from '../derived-records.ts';

const ownerPrefix = 'agentops:';
const idleReason = 'The client sent nothing any more, and did not say how it ended.';
const maxSessions = 100_000;

/** What is remembered of a session that an AgentOps client sends to. */
export interface RememberedSession {
  state: 'open' | 'ended' | 'idle';
  /** When something of it came last, by the clock here. */
  touched: number;
  source: EventSource;
  agents: Map<string, Agent>;
}

export interface SessionMemoryOptions {
  store: Store;
  /** Milliseconds without a request after which a session that did not end is ended as `Indeterminate`. */
  idleMs: number;
  /** Ends the timer. */
  signal?: AbortSignal | undefined;
}

/**
 * The sessions of AgentOps clients: those that end them by themselves, and those that just stop (0.3.16 and later at a normal exit,
 * every version when it is killed). These are ended here after a while, also those that were open before a restart.
 */
export class SessionMemory {
  readonly #store: Store;
  readonly #idleMs: number;
  readonly #sessions = new Map<string, RememberedSession>();
  #lastTime = 0;
  #isComplete = false;
  #sweeping = false;

  constructor({ store, idleMs, signal }: SessionMemoryOptions) {
    this.#store = store;
    this.#idleMs = idleMs;
    if (signal?.aborted) return;
    const timer = setInterval(() => void this.#tick(), Math.min(30_000, Math.ceil(idleMs / 4)));
    timer.unref();
    signal?.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Epoch milliseconds that never repeat or go back: of two records the one that came later holds. */
  now(): number {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 0.001);
    return this.#lastTime;
  }

  /** The session that something came for. It counts as alive from now on. */
  async touch(id: string): Promise<RememberedSession> {
    const session = this.#sessions.get(id) ?? (await this.#recall(id));
    session.touched = Date.now();
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    for (const [oldest] of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
    }
    return session;
  }

  async #recall(id: string): Promise<RememberedSession> {
    const summary = await this.#store.reader.session(id);
    // Meanwhile another request may have asked for it as well.
    return this.#sessions.get(id) ?? remembered(summary);
  }

  /** Looks for idle sessions. A store that fails says so where it is written to; the next look tries again. */
  async #tick(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      if (!this.#isComplete) await this.#adopt();
      this.#isComplete = true;
      await this.#sweep();
    } catch {
    } finally {
      this.#sweeping = false;
    }
  }

  /** What was open before a restart has as much time as anything else. */
  async #adopt(): Promise<void> {
    let cursor: string | undefined;
    do {
      const query = { state: ['open' as const], limit: 500, ...(cursor ? { cursor } : {}) };
      const page = await this.#store.reader.sessions(query);
      for (const summary of page.items) {
        if (!isOurs(summary) || this.#sessions.has(summary.id)) continue;
        this.#sessions.set(summary.id, remembered(summary));
      }
      cursor = page.next;
    } while (cursor);
  }

  async #sweep(): Promise<void> {
    const before = Date.now() - this.#idleMs;
    const records: AgentOpsRecord[] = [];
    const idle: RememberedSession[] = [];
    for (const [id, session] of this.#sessions) {
      if (session.state !== 'open' || session.touched > before) continue;
      const summary = await this.#store.reader.session(id);
      if (session.state !== 'open' || session.touched > before) continue;
      session.state = 'ended';
      if (summary?.state !== 'open' || !isOurs(summary)) continue;
      // From now on whatever comes opens it again.
      session.state = 'idle';
      idle.push(session);
      records.push(this.#idleEnd(summary));
    }
    if (records.length === 0) return;
    await this.#store.append(toNdjson(records)).catch((error) => {
      for (const session of idle) if (session.state === 'idle') session.state = 'open';
      throw error;
    });
  }

  #idleEnd({ id, lastTime }: SessionSummary): AgentOpsRecord {
    const time = this.now();
    return new DerivedWriter(`${ownerPrefix}${id}`).session(`idle ${time}`, time, 'end', {
      id,
      endTime: lastTime,
      endState: 'Indeterminate',
      endStateReason: idleReason,
      automatic: true,
    });
  }
}

/** The writer of what a client says of a session. */
export function writerOf(sessionId: string): DerivedWriter {
  return new DerivedWriter(`${ownerPrefix}${sessionId}`);
}

/** Who recorded: the SDK, of which the session's host environment tells the version. */
export function sourceOf(
  hostEnv: Readonly<Record<string, unknown>> | null | undefined,
): EventSource {
  const sdk = hostEnv?.SDK as Record<string, unknown> | undefined | null;
  const version = sdk?.['AgentOps SDK Version'];
  return {
    adapter: 'agentops',
    host: 'agentops-sdk',
    hostVersion: typeof version === 'string' ? version : null,
  };
}

/** Sessions that began with terminal logs become those of the spans that come after. */
function isOurs({ owner }: SessionSummary): boolean {
  return owner.startsWith(ownerPrefix);
}

function remembered(summary: SessionSummary | undefined): RememberedSession {
  const isIdle = summary?.endStateReason === idleReason;
  return {
    state: isIdle ? 'idle' : summary && summary.state !== 'open' ? 'ended' : 'open',
    touched: Date.now(),
    source: summary?.source ?? sourceOf(null),
    agents: new Map(summary?.agents.map((agent) => [agent.id, agent])),
  };
}
