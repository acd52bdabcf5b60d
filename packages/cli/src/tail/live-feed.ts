import { setTimeout as pause } from 'node:timers/promises';
import { CollectorAwayError, type CollectorClient } from '../recordings/collector-client.ts';
import { serverEvents } from '../recordings/server-events.ts';

/** What a collector told since it was asked last. */
export interface News {
  /** Sessions of which there is more. */
  ids: Set<string>;
  /** Some may have been missed. */
  resync: boolean;
}

export interface LiveFeedOptions {
  /** Only of this session. */
  session: string | undefined;
  signal: AbortSignal;
  /** The connection was lost, and is tried for again. */
  onAway: (reason: string) => void;
  onBack: () => void;
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;
/** The collector gives a sign of life every 15 seconds. */
const silenceMs = 45_000;

/** Listens to what a collector tells of sessions that change, and comes back to it after an outage. */
export class LiveFeed {
  readonly #client: CollectorClient;
  readonly #options: LiveFeedOptions;
  #news: News = { ids: new Set(), resync: false };
  #isConnected = false;
  #wasConnected = false;
  #failure: unknown;
  #wake: () => void = () => {};

  constructor(client: CollectorClient, options: LiveFeedOptions) {
    this.#client = client;
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#wake());
    void this.#run();
  }

  /**
   * Waits until there is something; undefined at the end.
   * @throws CliError where the collector can't be reached in the beginning, or refuses
   */
  async take(): Promise<News | undefined> {
    for (;;) {
      if (this.#options.signal.aborted) return undefined;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isConnected && (this.#news.resync || this.#news.ids.size > 0)) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const news = this.#news;
    this.#news = { ids: new Set(), resync: false };
    return news;
  }

  /** What was taken could not be looked at. */
  giveBack(): void {
    this.#news.resync = true;
  }

  async #run(): Promise<void> {
    const { signal, onAway } = this.#options;
    let delay = firstDelayMs;
    while (!signal.aborted) {
      try {
        await this.#listen(() => {
          delay = firstDelayMs;
        });
      } catch (error) {
        const isHopeless = !this.#wasConnected || !(error instanceof CollectorAwayError);
        if (isHopeless && !signal.aborted) {
          this.#failure = error;
          this.#wake();
          return;
        }
      }
      if (signal.aborted) return;
      if (this.#isConnected) onAway('the connection was lost');
      this.#isConnected = false;
      // Not all who lost it come back at the same moment.
      await pause(delay * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {});
      delay = Math.min(2 * delay, longestDelayMs);
    }
  }

  /** Until the connection ends, however that happens. */
  async #listen(onConnected: () => void): Promise<void> {
    const { session } = this.#options;
    const broken = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, broken.signal]);
    const body = await this.#client.body('live', {
      query: { session },
      headers: this.#wasConnected ? { 'last-event-id': '0' } : {},
      signal,
    });
    const silence = setTimeout(() => broken.abort(), silenceMs);
    onConnected();
    this.#connected();
    try {
      for await (const { type, data } of serverEvents(body, () => silence.refresh())) {
        if (type === 'resync') this.#news.resync = true;
        if (type === 'sessions') for (const id of JSON.parse(data).ids) this.#news.ids.add(id);
        this.#wake();
      }
    } catch {
      // Broken off, by whomever.
    } finally {
      clearTimeout(silence);
      body.destroy();
    }
  }

  #connected(): void {
    if (this.#wasConnected) this.#options.onBack();
    else this.#news.resync = true;
    this.#wasConnected = true;
    this.#isConnected = true;
    this.#wake();
  }
}
