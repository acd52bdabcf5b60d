import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  program: string;
  endpoint: string;
  directory: string;
  options: { name: string; timeoutMs: number };
  events: number;
  /** So many of them at once, before the first pause. @default 0 */
  atOnce?: number;
  /** Between events. @default 0 */
  pauseMs?: number;
  /** Ends by itself after a flush, or without one. */
  end: 'flush' | 'exit';
}

const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const recorder = new URL(`./child-program${extension}`, import.meta.url);

/** A process that records into a directory and sends to a destination. */
export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #errors = '';

  constructor(options: ChildOptions) {
    this.#process = spawn(process.execPath, [recorder.pathname, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    this.#process.stderr?.on('data', (data) => {
      this.#errors += data;
    });
    this.#ended = once(this.#process, 'close').then(() => {});
  }

  /** What it said on stderr. */
  get errors(): string {
    return this.#errors;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Its exit code; null where a signal ended it. */
  async end(): Promise<number | null> {
    await this.#ended;
    return this.#process.exitCode;
  }

  /** At once, as the machine's power would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
