import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Turbo builds it before these tests; alone they need `npm run build`. */
const main = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

export interface UpOptions {
  env?: Record<string, string>;
  /** More arguments of `up`. */
  args?: readonly string[];
  /** Who it runs as. @default whoever runs the tests */
  uid?: number;
}

interface Addresses {
  directory: string;
  url: string;
  otlpHttpUrl: string;
  otlpGrpcUrl: string;
}

interface Item {
  id: string;
  [key: string]: unknown;
}

/** Runs the `agentops` command of this clone to its end. */
export async function agentops(args: readonly string[], options: UpOptions = {}) {
  const child = start(args, options);
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** `agentops up`, a process of its own; killed when the test has finished. */
export class CollectorProcess {
  readonly addresses: Addresses;
  readonly #child: ChildProcess;
  readonly #stdout: { text: string };
  readonly #stderr: { text: string };
  readonly #ended: Promise<unknown>;

  private constructor(
    child: ChildProcess,
    addresses: Addresses,
    stdout: { text: string },
    stderr: { text: string },
  ) {
    this.#child = child;
    this.addresses = addresses;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#ended = once(child, 'close');
  }

  /** Resolves when it listens. @throws with what it said where it does not come to that */
  static async start(directory: string, options: UpOptions = {}): Promise<CollectorProcess> {
    const child = start([...upOf(directory), ...(options.args ?? [])], options);
    const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
    for await (const line of createInterface({ input: child.stdout })) {
      return new CollectorProcess(child, JSON.parse(line) as Addresses, stdout, stderr);
    }
    throw new Error(`the collector ended before it listened: ${stderr.text}`);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get url(): string {
    return this.addresses.url;
  }

  /** What it said to programs. */
  get printed(): string {
    return this.#stdout.text;
  }

  /** What it said to people. */
  get said(): string {
    return this.#stderr.text;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    return this.#child.exitCode;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about.
  async json(path: string): Promise<any> {
    return await (await fetch(`${this.url}/api/v1/${path}`)).json();
  }

  async post(path: string, body: string): Promise<Response> {
    const headers = { 'content-type': 'application/x-ndjson' };
    return await fetch(`${this.url}/api/v1/${path}`, { method: 'POST', headers, body });
  }

  /** A session's records as NDJSON; empty where there is no such session. */
  async records(sessionId: string): Promise<string> {
    const answer = await fetch(`${this.url}/api/v1/sessions/${sessionId}/records`);
    return answer.status === 404 ? '' : await answer.text();
  }

  async sessions(): Promise<Item[]> {
    return await this.#all('sessions');
  }

  async events(sessionId: string): Promise<Item[]> {
    return await this.#all(`sessions/${sessionId}/events`);
  }

  async #all(path: string): Promise<Item[]> {
    const all = [];
    let cursor = '';
    do {
      const { items, next } = await this.json(`${path}?limit=500${cursor}`);
      all.push(...items);
      cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`;
    } while (cursor !== '');
    return all;
  }
}

/** The arguments of a collector on free ports. */
export function upOf(directory: string): string[] {
  const ports = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];
  return ['up', '--dir', directory, '--json', ...ports];
}

function start(args: readonly string[], { env, uid }: UpOptions) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function collected(stream: NodeJS.ReadableStream): { text: string } {
  const all = { text: '' };
  stream.setEncoding('utf8').on('data', (text: string) => {
    all.text += text;
  });
  return all;
}
