import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** Linux counts a process's time in these. */
const ticksPerSecond = 100;

interface Addresses {
  url: string;
  otlpHttpUrl: string;
  otlpGrpcUrl: string;
}

/** What a process has cost. */
export interface Cost {
  cpuSeconds: number;
  rssBytes: number;
  /** The most that it ever had. */
  peakRssBytes: number;
}

/** A real `agentops up`, in a process of its own. */
export class CollectorProcess implements AsyncDisposable {
  readonly addresses: Addresses;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, addresses: Addresses) {
    this.#child = child;
    this.addresses = addresses;
  }

  /**
   * Resolves when it listens, so that it has taken in all that was spooled.
   * @param nodeOptions such as `--cpu-prof`
   */
  static async start(
    directory: string,
    nodeOptions: readonly string[] = [],
  ): Promise<CollectorProcess> {
    const cli = createRequire(import.meta.url).resolve('@agentops/cli');
    const main = new URL('main.js', `file://${cli}`).pathname;
    const ports = ['--port', '0', '--otlp-http-port', '0', '--otlp-grpc-port', '0'];
    const child = spawn(
      process.execPath,
      [...nodeOptions, main, 'up', '--dir', directory, '--keep-size', '1000G', '--json', ...ports],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
    );
    // It must not outlive a benchmark that failed.
    process.once('exit', () => child.kill('SIGKILL'));
    for await (const line of createInterface({ input: child.stdout })) {
      return new CollectorProcess(child, JSON.parse(line) as Addresses);
    }
    throw new Error('the collector ended before it listened');
  }

  cost(): Cost {
    const { pid } = this.#child;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]);
    return {
      cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
      rssBytes: kilobytes('VmRSS') * 1024,
      peakRssBytes: kilobytes('VmHWM') * 1024,
    };
  }

  /** One of its metrics. Those that are "since the last scrape" begin anew. */
  async metrics(): Promise<(name: string) => number> {
    const text = await (await fetch(`${this.addresses.url}/metrics`)).text();
    return (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
