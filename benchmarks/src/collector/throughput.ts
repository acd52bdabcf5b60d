import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStored } from '@agentops/collector';
import type { Progress } from '../progress.ts';
import { CollectorProcess } from './collector-process.ts';
import type { Plan } from './plan.ts';
import type { SenderSetUp, Sent, Way } from './sender/protocol.ts';

export interface Throughput {
  way: Way;
  /** Spooled before the collector started. */
  leftOver: boolean;
  /** Spans or events of a request; of a spool it has no meaning. */
  batch: number;
  /** Durable, a second. */
  perSecond: number;
  /** The same, until they are found by search too. */
  searchablePerSecond: number;
  /** Milliseconds. NaN where nobody waits. */
  latency: { p50: number; p99: number };
  /** How late the collector's event loop is, in milliseconds. */
  loopP99Ms: number;
  /** Microseconds of the collector's, of both its threads and search, for one. */
  cpuUs: number;
  /** Microseconds of the sender's. */
  senderCpuUs: number;
  peakRssBytes: number;
  load: number;
}

const inFlight = 4;
const program = fileURLToPath(new URL('./sender/main.js', import.meta.url));

export async function measureThroughput(plan: Plan, progress: Progress): Promise<Throughput[]> {
  const results: Throughput[] = [];
  for (const batch of plan.batches) {
    for (const way of ['grpc', 'http', 'ingest'] as const) {
      progress(`throughput: ${way}, ${batch} at a time`);
      results.push(await inNewDirectory((directory) => live(way, batch, directory, plan)));
    }
  }
  progress('throughput: a spool, while the collector runs');
  results.push(await inNewDirectory((directory) => live('spool', 512, directory, plan)));
  progress('throughput: a spool that was left over');
  results.push(await inNewDirectory((directory) => leftOver(directory, plan)));
  return results;
}

async function live(way: Way, batch: number, directory: string, plan: Plan): Promise<Throughput> {
  await using collector = await CollectorProcess.start(directory);
  const { url, otlpHttpUrl, otlpGrpcUrl } = collector.addresses;
  const to = {
    grpc: otlpGrpcUrl,
    http: `${otlpHttpUrl}/v1/traces`,
    ingest: `${url}/api/v1/ingest`,
    spool: directory,
  }[way];
  const sender = await Sender.start({ way, batch, to, ...sizesOf(way, plan) });
  const stored = await openStored({ directory });
  try {
    const atStart = { events: 0, cpu: collector.cost().cpuSeconds, time: performance.now() };
    const sent = sender.go();
    await sleep(way === 'spool' ? 0 : plan.warmUpMs);
    await collector.metrics();
    let seconds = plan.measureMs / 1000;
    let { total, events } = { total: 0, events: 0 };
    if (way === 'spool') {
      total = (await sent).total;
      await until(async () => (await stored.reader.health()).events >= total);
      seconds = (performance.now() - atStart.time) / 1000;
      events = total;
    } else {
      await sleep(plan.measureMs);
    }
    const loopP99Ms = (await collector.metrics())('agentops_event_loop_delay_p99_seconds') * 1000;
    const done = await sent;
    if (way !== 'spool') ({ total, events, seconds } = done);
    const load = loadavg()[0] as number;
    await until(async () => (await stored.reader.health()).lag.searchEvents === 0);
    const wholeSeconds = (performance.now() - atStart.time) / 1000;
    const { cpuSeconds, peakRssBytes } = collector.cost();
    return {
      way,
      leftOver: false,
      batch,
      perSecond: events / seconds,
      searchablePerSecond: total / wholeSeconds,
      latency: way === 'spool' ? { p50: Number.NaN, p99: Number.NaN } : done.latency,
      loopP99Ms,
      cpuUs: ((cpuSeconds - atStart.cpu) / total) * 1e6,
      senderCpuUs: (done.cpuSeconds / total) * 1e6,
      peakRssBytes,
      load,
    };
  } finally {
    await stored.close();
  }
}

/** What was spooled while no collector ran: the next one takes it in before it listens. */
async function leftOver(directory: string, plan: Plan): Promise<Throughput> {
  const empty = await inNewDirectory(async (other) => {
    const start = performance.now();
    await using collector = await CollectorProcess.start(other);
    return { seconds: (performance.now() - start) / 1000, ...collector.cost() };
  });
  const set = { way: 'spool', batch: 512, to: directory, ...sizesOf('spool', plan) } as const;
  const { total, cpuSeconds: senderCpu } = await (await Sender.start(set)).go();
  const start = performance.now();
  await using collector = await CollectorProcess.start(directory);
  const seconds = (performance.now() - start) / 1000 - empty.seconds;
  const load = loadavg()[0] as number;
  const stored = await openStored({ directory });
  await until(async () => (await stored.reader.health()).lag.searchEvents === 0);
  const whole = (performance.now() - start) / 1000 - empty.seconds;
  await stored.close();
  const { cpuSeconds, peakRssBytes } = collector.cost();
  return {
    way: 'spool',
    leftOver: true,
    batch: 512,
    perSecond: total / seconds,
    searchablePerSecond: total / whole,
    latency: { p50: Number.NaN, p99: Number.NaN },
    loopP99Ms: Number.NaN,
    cpuUs: ((cpuSeconds - empty.cpuSeconds) / total) * 1e6,
    senderCpuUs: (senderCpu / total) * 1e6,
    peakRssBytes,
    load,
  };
}

function sizesOf(way: Way, { warmUpMs, measureMs, spooled }: Plan) {
  if (way === 'spool') {
    return { sender: 0, inFlight: 1, warmUpMs: 0, measureMs: 600_000, events: spooled };
  }
  // More than any collector takes in that time.
  const events = Math.ceil(((warmUpMs + measureMs) / 1000) * 40_000);
  return { sender: 0, inFlight, warmUpMs, measureMs, events };
}

/** A process that sends, ready to. */
class Sender {
  readonly #go: () => void;
  readonly #lines: AsyncIterator<string>;

  private constructor(go: () => void, lines: AsyncIterator<string>) {
    this.#go = go;
    this.#lines = lines;
  }

  static async start(setUp: SenderSetUp): Promise<Sender> {
    const child = spawn(process.execPath, [program, JSON.stringify(setUp)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const sender = new Sender(() => child.stdin.write('go\n'), lines);
    await sender.#line();
    return sender;
  }

  async go(): Promise<Sent> {
    this.#go();
    return JSON.parse(await this.#line()) as Sent;
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the sender ended before it was done');
    return value;
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

/** A directory in the temporary one, which is removed. */
export async function inNewDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'agentops-bench-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
