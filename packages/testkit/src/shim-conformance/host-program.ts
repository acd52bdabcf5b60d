import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command, ShimUnderTest } from './case.ts';

export type Answer = Readonly<Record<string, unknown>>;

/** How a program ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The program of a shim's author, while it runs. */
export class HostProgram {
  readonly #process: ChildProcess;
  readonly #ended: Promise<Ending>;
  readonly #patienceMs: number;
  readonly #answers: string[] = [];
  #unfinished = '';
  #errors = '';
  #wake = () => {};

  constructor({ command, patienceMs = 60_000 }: ShimUnderTest, env: NodeJS.ProcessEnv) {
    this.#patienceMs = patienceMs;
    // Whoever runs it may have no umask at all; and `exec`, so that the process is the program's own.
    this.#process = spawn('/bin/sh', ['-c', 'umask 000; exec "$0" "$@"', ...command], { env });
    this.#ended = once(this.#process, 'close').then(([code, signal]) => ({ code, signal }));
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    // It may have ended.
    this.#process.stdin?.on('error', () => {});
    void this.#ended.then(() => this.#wake());
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  /** What it said on stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** Lines that it wrote and nobody asked for. */
  get unread(): number {
    return this.#answers.length;
  }

  /** Says what to do, and waits for the answer. @throws Error where there is none */
  async does(command: Command): Promise<Answer> {
    this.tell(command);
    return await this.answer(command.do);
  }

  /** Says what to do. */
  tell(command: Command): void {
    this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** The next line that it writes. @throws Error where it writes none, or what is no answer */
  async answer(to: string): Promise<Answer> {
    const until = performance.now() + this.#patienceMs;
    while (this.#answers.length === 0) {
      const { exitCode, signalCode } = this.#process;
      if (exitCode !== null || signalCode !== null) {
        throw new Error(
          `the program ended (${exitCode ?? signalCode}) instead of answering "${to}": ${this.#errors}`,
        );
      }
      if (performance.now() > until) throw new Error(`no answer to "${to}": ${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 1000);
      });
    }
    const text = this.#answers.shift() as string;
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`the answer to "${to}" is no JSON: ${text.slice(0, 200)}`);
    }
  }

  /** There is nothing more to do; waits until it has ended. @throws Error where it does not */
  async end(): Promise<Ending> {
    this.#process.stdin?.end();
    return await this.ending();
  }

  async ending(): Promise<Ending> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the program does not end')), this.#patienceMs);
    });
    return await Promise.race([this.#ended, timeout]).finally(() => clearTimeout(timer));
  }

  /** At once, as the machine's power would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #take(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    this.#answers.push(...lines);
    this.#wake();
  }
}
