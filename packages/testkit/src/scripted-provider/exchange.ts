import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenRequest } from './recorded-request.ts';
import type { StreamStep } from './stream-steps.ts';

/**
 * A dying connection makes fetch drop what its reader has not taken yet, so a cut lets the reader
 * catch up.
 */
const SETTLE_MS = 20;

/**
 * One request being answered: writes, waits and breaks off, and stops by itself when the client
 * leaves.
 */
export class Exchange {
  readonly entry: OpenRequest;
  readonly #response: ServerResponse;
  readonly #over = new AbortController();
  #endedByProvider = false;

  constructor(entry: OpenRequest, response: ServerResponse) {
    this.entry = entry;
    this.#response = response;
    response.on('close', () => {
      entry.aborted = !response.writableFinished && !this.#endedByProvider;
      this.#over.abort();
      entry.markEnded();
    });
    response.on('error', () => {}); // 'close' follows.
  }

  sendJson(status: number, headers: Record<string, string>, body: object): void {
    if (this.#over.signal.aborted) return;
    const text = JSON.stringify(body);
    this.#head(status, { ...headers, 'content-type': 'application/json' }, Buffer.byteLength(text));
    this.entry.bytesWritten += Buffer.byteLength(text);
    this.#response.end(text);
  }

  /** The headers and the first half of a body, then a broken connection or silence. */
  async breakOffJson(headers: Record<string, string>, body: object, end: 'cut' | 'hang') {
    const text = JSON.stringify(body);
    // No content-length: node-fetch 2 (the SDKs' 4.x and 0.3x) waits for ever for the rest of such
    // a body.
    this.#head(200, { ...headers, 'content-type': 'application/json' });
    await this.#write(text.slice(0, text.length / 2));
    await this[end]();
  }

  async sendStream(headers: Record<string, string>, steps: readonly StreamStep[], delayMs: number) {
    const type = 'text/event-stream; charset=utf-8';
    this.#head(200, { ...headers, 'content-type': type, 'cache-control': 'no-cache' });
    this.#response.flushHeaders();
    for (const step of steps) {
      if (step.do !== 'send') return this[step.do]();
      if (step.chunk) await this.pause(delayMs);
      if (this.#over.signal.aborted) return;
      await this.#write(step.data);
      if (step.chunk) this.entry.chunksWritten++;
    }
    this.#response.end();
  }

  /** Waits, but not for a client that has left. */
  async pause(ms: number): Promise<void> {
    if (ms > 0)
      await sleep(ms, undefined, { ref: false, signal: this.#over.signal }).catch(() => {});
  }

  /** Breaks the connection. */
  async cut(): Promise<void> {
    await this.pause(SETTLE_MS);
    this.abandon();
    this.#response.destroy();
  }

  /** Does nothing until the client leaves or the provider closes. */
  async hang(): Promise<void> {
    await this.entry.ended;
  }

  /** From now on a broken connection is the provider's doing, not the client's. */
  abandon(): void {
    if (!this.#response.closed) this.#endedByProvider = true;
  }

  #head(status: number, headers: Record<string, string>, length?: number): void {
    if (this.#over.signal.aborted) return;
    this.entry.status = status;
    this.#response.writeHead(status, {
      ...headers,
      ...(length === undefined ? {} : { 'content-length': length }),
    });
  }

  /** Resolves when the socket has taken the text, so that each write is a packet of its own. */
  async #write(text: string): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.entry.bytesWritten += Buffer.byteLength(text);
    const taken = new Promise<void>((resolve) => {
      this.#response.write(text, () => resolve());
    });
    await Promise.race([taken, this.entry.ended]);
  }
}
