import { Worker } from 'node:worker_threads';
import { AgentOpsError } from '@agentops/core';
import {
  InvalidCursorError,
  InvalidQueryError,
  StoreInUseError,
  StoreOpenError,
  StoreWriteError,
} from '@agentops/store';
import type { WorkerAnswer, WorkerCall } from './worker-calls.ts';

interface Waiting {
  resolve(text: string): void;
  reject(error: Error): void;
  onMore: ((text: string) => void) | undefined;
}

/** Talks to a thread of ours. The thread keeps the process alive only while something is asked of it. */
export class WorkerChannel {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #outbox: WorkerCall[] = [];
  #lastId = 0;
  #failure: Error | undefined;

  /** @param onNotice gets what the thread says unasked */
  constructor(file: URL, workerData: unknown, onNotice: (notice: string, text: string) => void) {
    this.#worker = new Worker(file, { workerData });
    this.#worker.unref();
    this.#worker.on('message', (answers: WorkerAnswer[]) => {
      for (const each of answers) {
        if ('notice' in each) onNotice(each.notice, each.text);
        else this.#settle(each);
      }
    });
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new Error('the store is closed'));
        resolve();
      });
    });
  }

  /** Calls of one turn go in one message, in order. */
  call(
    method: string,
    text = '',
    options?: WorkerCall['options'],
    onMore?: (text: string) => void,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(closed(this.#failure));
        return;
      }
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject, onMore });
      if (this.#waiting.size === 1) this.#worker.ref();
      if (this.#outbox.length === 0) queueMicrotask(() => this.#send());
      this.#outbox.push({ id, method, text, ...(options ? { options } : {}) });
    });
  }

  /** Ends the thread once it has closed by itself. */
  async end(): Promise<void> {
    this.#worker.ref();
    await this.#ended;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(): void {
    const calls = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(calls);
  }

  #settle(each: Exclude<WorkerAnswer, { notice: string }>): void {
    const waiting = this.#waiting.get(each.id);
    if (!waiting) return;
    if ('more' in each) {
      waiting.onMore?.(each.text);
      return;
    }
    this.#waiting.delete(each.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('error' in each) waiting.reject(toError(each.error));
    else waiting.resolve(each.text);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(closed(error));
    this.#waiting.clear();
  }
}

function closed(cause: Error): StoreWriteError {
  return new StoreWriteError(
    `The store can't be used any more (${cause.message}): open it again.`,
    {
      cause,
    },
  );
}

const errors: Readonly<Record<string, new (message: string) => Error>> = {
  AGENTOPS_STORE_OPEN: StoreOpenError,
  AGENTOPS_STORE_IN_USE: StoreInUseError,
  AGENTOPS_STORE_WRITE: StoreWriteError,
  AGENTOPS_INVALID_CURSOR: InvalidCursorError,
  AGENTOPS_INVALID_QUERY: InvalidQueryError,
};

function toError({ code, message }: { code: string; message: string }): Error {
  const Known = Object.hasOwn(errors, code) ? errors[code] : undefined;
  return Known ? new Known(message) : new AgentOpsError(code || 'AGENTOPS_STORE', message);
}
