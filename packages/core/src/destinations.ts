/** The destinations of one AgentOps, and what wakes them. */
import { openSources, type Sources } from '#platform/sources';
import type { Config } from './config.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { RecordBody } from './events/record.ts';
import { Delivery } from './export/delivery.ts';
import type { Exporter } from './export/exporter.ts';
import type { Spool } from './pipeline/spool-writer.ts';

/** A process that is short-lived has nothing to do with what others left. */
const firstLookMs = 2000;
const lookMs = 60_000;

export class Destinations {
  readonly #spool: Spool;
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  readonly #exporters: readonly Exporter[];
  #deliveries: Delivery[] | undefined;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(spool: Spool, config: Config, diagnostics: Diagnostics) {
    this.#spool = spool;
    this.#config = config;
    this.#diagnostics = diagnostics;
    this.#exporters = differentlyNamed(config.exporters, diagnostics);
    for (const { name, problem } of this.#exporters) {
      if (!problem) continue;
      const message = `The destination "${name}" gets nothing: ${problem.message}`;
      diagnostics.report({ level: 'error', code: 'destination-misconfigured', message }, name);
    }
    if (config.endpoint && config.exporters.length === 0) {
      diagnostics.report({
        level: 'warn',
        code: 'endpoint-without-exporter',
        message:
          'AGENTOPS_ENDPOINT is set, but nothing is sent there. Run `npm install @agentops/exporter-http`, and give ' +
          "agentops.init({ exporters: [new HttpExporter()] }) what you import { HttpExporter } from '@agentops/exporter-http'.",
      });
    }
  }

  /** The spool, such that destinations learn of each record. */
  watch(): Spool {
    if (this.#exporters.length === 0) return this.#spool;
    return new WatchedSpool(this.#spool, this);
  }

  /** Nothing may be recorded before a destination's policy is kept. Does not throw. */
  open(): void {
    if (this.#deliveries || this.#exporters.length === 0) return;
    const deliveries: Delivery[] = [];
    const all: Sources[] = [];
    for (const exporter of this.#exporters) {
      const sources = openSources(this.#spool, exporter, this.#config, this.#diagnostics);
      if (!sources) return;
      all.push(sources);
      deliveries.push(new Delivery({ ...sources, exporter, diagnostics: this.#diagnostics }));
    }
    this.#deliveries = deliveries;
    if (all.some(({ leftOvers }) => leftOvers)) this.#lookLater(all, firstLookMs);
  }

  wake(): void {
    for (const delivery of this.#deliveries ?? []) delivery.wake();
  }

  /** Resolves to true when every destination has acknowledged what this process wrote. */
  async flush(timeoutMs: number): Promise<boolean> {
    this.open();
    const deliveries = this.#deliveries ?? [];
    if (deliveries.length === 0) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    const deadline = performance.now() + timeoutMs;
    const all = Promise.all(deliveries.map((delivery) => delivery.flush(deadline)));
    try {
      return await Promise.race([all.then((results) => results.every(Boolean)), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The process is about to exit: what it was sending for others, others may send. */
  exit(): void {
    for (const delivery of this.#deliveries ?? []) delivery.releaseLeftOvers();
  }

  close(): void {
    clearTimeout(this.#lookTimer);
    for (const delivery of this.#deliveries ?? []) void delivery.shutdown();
  }

  #lookLater(all: readonly Sources[], ms: number): void {
    this.#lookTimer = setTimeout(() => {
      this.#lookTimer = undefined;
      try {
        for (const [index, { leftOvers }] of all.entries()) {
          if (leftOvers?.look()) this.#deliveries?.[index]?.wakeForLeftOvers();
        }
      } catch (error) {
        this.#diagnostics.report({
          level: 'warn',
          code: 'left-overs-unreadable',
          message: `What other processes left could not be read: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
      this.#lookLater(all, lookMs);
    }, ms);
    this.#lookTimer.unref?.();
  }
}

/** Wakes the destinations at each record, whoever wrote it. */
class WatchedSpool implements Spool {
  readonly #spool: Spool;
  readonly #destinations: Destinations;

  constructor(spool: Spool, destinations: Destinations) {
    this.#spool = spool;
    this.#destinations = destinations;
  }

  get id(): string {
    return this.#spool.id;
  }

  get directory(): string | undefined {
    return this.#spool.directory;
  }

  get isFull(): boolean {
    return this.#spool.isFull;
  }

  append(body: RecordBody): void {
    this.#destinations.open();
    this.#spool.append(body);
    this.#destinations.wake();
  }

  rotate(): void {
    this.#spool.rotate();
  }

  checkFile(options?: { anew: boolean }): boolean {
    return this.#spool.checkFile(options);
  }

  close(): void {
    this.#spool.close();
  }
}

/** How far a destination has come is kept under its name, so two of the same name would each get a part. */
function differentlyNamed(
  exporters: readonly Exporter[],
  diagnostics: Diagnostics,
): readonly Exporter[] {
  const byName = new Map<string, Exporter>();
  for (const exporter of exporters) {
    if (!byName.has(exporter.name)) byName.set(exporter.name, exporter);
    else {
      diagnostics.report({
        level: 'error',
        code: 'destination-named-twice',
        message: `Two exporters are named "${exporter.name}". The second one gets nothing: give it another name.`,
      });
    }
  }
  return [...byName.values()];
}
