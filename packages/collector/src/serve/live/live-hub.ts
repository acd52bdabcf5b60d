import type { Store } from '@agentops/store';
import { LiveClient, type LiveClientOptions } from './live-client.ts';

export interface LiveOptions {
  /** Readers at the same time. @default 100 */
  maxClients?: number;
  /** Milliseconds for which changes are put together. @default 250 */
  coalesceMs?: number;
  /** Milliseconds between two signs of life. @default 15,000 */
  heartbeatMs?: number;
  /** A reader that took nothing for so many milliseconds is let go. @default 60,000 */
  stuckMs?: number;
}

/** Tells everybody who listens which sessions changed. */
export class LiveHub {
  readonly #options: Required<LiveOptions>;
  readonly #clients = new Set<LiveClient>();
  readonly #stopListening: () => void;
  #tellTimer: NodeJS.Timeout | undefined;
  #beatTimer: NodeJS.Timeout | undefined;
  #told = 0;
  #isClosed = false;

  constructor(store: Store, options: LiveOptions = {}) {
    const { maxClients = 100, coalesceMs = 250, heartbeatMs = 15_000, stuckMs = 60_000 } = options;
    this.#options = { maxClients, coalesceMs, heartbeatMs, stuckMs };
    this.#stopListening = store.onChange(({ sessionIds }) => this.#changed(sessionIds));
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Undefined where there are too many already. */
  join(options: Omit<LiveClientOptions, 'onReady' | 'onGone'>): LiveClient | undefined {
    if (this.#isClosed || this.#clients.size >= this.#options.maxClients) return undefined;
    const client = new LiveClient({
      ...options,
      onReady: () => this.#tellSoon(),
      onGone: (gone) => this.#leave(gone),
    });
    this.#clients.add(client);
    this.#beatTimer ??= setInterval(() => this.#beat(), this.#options.heartbeatMs).unref();
    return client;
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    clearTimeout(this.#tellTimer);
    for (const client of this.#clients) {
      client.end();
      this.#leave(client);
    }
  }

  #changed(sessionIds: readonly string[]): void {
    if (this.#clients.size === 0) return;
    for (const client of this.#clients) client.changed(sessionIds);
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = undefined;
      this.#told++;
      for (const client of this.#clients) client.tell(this.#told);
    }, this.#options.coalesceMs).unref();
  }

  #beat(): void {
    const now = performance.now();
    for (const client of this.#clients) {
      client.beat();
      if (client.stuckFor(now) < this.#options.stuckMs) continue;
      client.drop();
      this.#leave(client);
    }
  }

  #leave(client: LiveClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#beatTimer);
    this.#beatTimer = undefined;
  }
}
