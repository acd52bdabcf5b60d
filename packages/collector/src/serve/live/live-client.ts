/** More changed sessions than these are not named one by one. */
const maxPending = 1000;

const encoder = new TextEncoder();

export interface LiveClientOptions {
  /** Only of this session. */
  session?: string | undefined;
  /** It was here before, and may have missed something. */
  isBack: boolean;
  /** Breaks its connection off. */
  drop: () => void;
  /** It can take more, and there is something for it. */
  onReady: () => void;
  onGone: (client: LiveClient) => void;
}

/**
 * One reader of the stream. What changes while it does not read is put together, so that a slow one is told less often, and never
 * makes a queue.
 */
export class LiveClient {
  readonly stream: ReadableStream<Uint8Array>;
  readonly drop: () => void;
  readonly #session: string | undefined;
  readonly #pending = new Set<string>();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #needsResync: boolean;
  #stuckSince: number | undefined;

  constructor(options: LiveClientOptions) {
    this.#session = options.session;
    this.#needsResync = options.isBack;
    this.drop = options.drop;
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        // Gets the headers through what is in between, and says how soon to come back.
        this.#send('retry: 2000\n\n');
      },
      pull: () => {
        if (this.#hasNews()) options.onReady();
      },
      cancel: () => {
        this.#controller = undefined;
        options.onGone(this);
      },
    });
  }

  changed(sessionIds: readonly string[]): void {
    if (this.#session !== undefined) {
      if (sessionIds.includes(this.#session)) this.#pending.add(this.#session);
      return;
    }
    if (this.#needsResync) return;
    for (const id of sessionIds) this.#pending.add(id);
    if (this.#pending.size > maxPending) {
      this.#needsResync = true;
      this.#pending.clear();
    }
  }

  /** Tells what is pending, if the reader takes it. `id`: names how far the stream has come. */
  tell(id: number): void {
    if (!this.#hasNews() || !this.#takes()) return;
    if (this.#needsResync) {
      this.#needsResync = false;
      this.#send(`id: ${id}\nevent: resync\ndata: {}\n\n`);
    }
    if (this.#pending.size === 0) return;
    const data = JSON.stringify({ ids: [...this.#pending] });
    this.#pending.clear();
    this.#send(`id: ${id}\nevent: sessions\ndata: ${data}\n\n`);
  }

  /** So that whoever is in between keeps the connection, and one that is gone is noticed. */
  beat(): void {
    if (this.#takes()) this.#send(': still here\n\n');
  }

  /** For how long it has taken nothing, in milliseconds. */
  stuckFor(now: number): number {
    return this.#stuckSince === undefined ? 0 : now - this.#stuckSince;
  }

  end(): void {
    try {
      this.#controller?.close();
    } catch {
      // It is closed already.
    }
    this.#controller = undefined;
  }

  #hasNews(): boolean {
    return this.#needsResync || this.#pending.size > 0;
  }

  #takes(): boolean {
    const takes = (this.#controller?.desiredSize ?? 0) > 0;
    this.#stuckSince = takes ? undefined : (this.#stuckSince ?? performance.now());
    return takes;
  }

  #send(text: string): void {
    this.#controller?.enqueue(encoder.encode(text));
  }
}
