import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { identifyWriter } from '@agentops/core/foreign';

const here = identifyWriter();

/** As a shim says which process it is in. */
export const living = {
  pid: here.pid,
  start_time: here.processStartTime,
  boot_id: here.bootId,
  pid_namespace: here.pidNamespace,
  hostname: here.hostname,
};

/** A process of this machine that is gone. */
export const dead = { ...living, pid: 2 ** 22 + 1, start_time: '1' };

export interface Line {
  v: number;
  stream: string;
  seq: number;
  time: number;
  mono: number;
  session?: string;
  kind: string;
  data: Record<string, unknown>;
}

/** What a shim writes, for tests to write it as they like. */
export class HostReport {
  readonly stream: string;
  readonly directory: string;
  readonly #process: typeof living;
  readonly #asks: boolean;
  segment = 0;
  seq = 0;

  constructor(
    directory: string,
    options: { process?: typeof living; stream?: string; asks?: boolean } = {},
  ) {
    this.directory = directory;
    this.stream = options.stream ?? randomBytes(16).toString('hex');
    this.#process = options.process ?? living;
    this.#asks = options.asks ?? false;
    mkdirSync(join(directory, 'bridge'), { recursive: true, mode: 0o700 });
  }

  get path(): string {
    const name = `${this.stream}.${String(this.segment).padStart(4, '0')}.ndjson`;
    return join(this.directory, 'bridge', name);
  }

  line(kind: string, data: Record<string, unknown> = {}, session?: string): Line {
    const seq = this.seq++;
    const { stream } = this;
    const when = { time: 1_700_000_000_000 + seq * 10, mono: 5000 + seq * 10 };
    return { v: 1, stream, seq, ...when, ...(session ? { session } : {}), kind, data };
  }

  /** Its first line. */
  begin(data: Record<string, unknown> = {}): Line {
    return this.line('stream', {
      host: 'toy',
      host_version: '2.1',
      adapter: '@agentops/adapter-toy',
      shim_version: '0.1',
      segment: this.segment,
      process: this.#process,
      runtime: 'Python 3.11.7',
      platform: 'Linux 6.1',
      capture_content: true,
      ...data,
    });
  }

  write(...lines: (Line | string)[]): this {
    for (const line of lines) {
      appendFileSync(this.path, typeof line === 'string' ? line : `${JSON.stringify(line)}\n`);
    }
    return this;
  }

  /** Some sessions with calls in them, the last of which is still open. With `asks`, each has a prompt, longer than the one before. */
  sessions(count: number, callsEach = 3): Line[] {
    const lines: Line[] = [];
    for (let n = 0; n < count; n++) {
      const session = `s${n}`;
      lines.push(this.line('session_start', {}, session));
      for (let c = 0; c < callsEach; c++) {
        const id = `${n}.${c}`;
        lines.push(this.line('call_start', { id, name: `tool ${c}`, input: { c } }, session));
        lines.push(this.line('call_end', { id, output: `result ${c}` }, session));
      }
      const messages = Array.from({ length: n + 1 }, (_, m) => `question ${m}`);
      if (this.#asks) lines.push(this.line('ask', { id: n, messages }, session));
      if (n < count - 1) lines.push(this.line('session_end', {}, session));
    }
    return lines;
  }
}
