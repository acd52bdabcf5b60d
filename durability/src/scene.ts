import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drainSpool } from '@agentops/core';
import { HttpExporter } from '@agentops/exporter-http';
import { type IngestReceiver, startIngestReceiver } from '@agentops/testkit/ingest-receiver';

/** A data directory, a file of what was acknowledged, and a collector, for one host. */
export class Scene {
  readonly #root = mkdtempSync(join(tmpdir(), 'agentops-durability-'));
  readonly directory = join(this.#root, 'data');
  readonly acknowledgedPath = join(this.#root, 'acknowledged');
  collector: IngestReceiver;
  /** Records that came while this collector was there, and the ones before it. */
  #earlier: IngestReceiver['records'] = [];
  #repeated = 0;

  private constructor(collector: IngestReceiver) {
    this.collector = collector;
  }

  static async open(): Promise<Scene> {
    return new Scene(await startIngestReceiver());
  }

  get env(): Record<string, string> {
    return {
      AGENTOPS_DIR: this.directory,
      AGENTOPS_ENDPOINT: this.collector.url,
      // What it says of an endpoint that is away would be told from the bare host's output.
      AGENTOPS_LOG: 'silent',
      HOST_ACKNOWLEDGED: this.acknowledgedPath,
    };
  }

  /** Each once: a collector tells repetitions. */
  get received(): IngestReceiver['records'] {
    const all = [...this.#earlier, ...this.collector.records];
    return [...new Map(all.map((record) => [`${record.writer}:${record.seq}`, record])).values()];
  }

  /** How many came more than once. */
  get repeated(): number {
    const all = this.#earlier.length + this.collector.records.length;
    return this.#repeated + this.collector.repeated + all - this.received.length;
  }

  async takeCollectorAway(): Promise<void> {
    this.#earlier = this.received;
    this.#repeated = this.repeated;
    await this.collector.close();
  }

  async bringCollectorBack(): Promise<void> {
    this.collector = await startIngestReceiver({ port: this.collector.port });
  }

  /** Sends what the host left. Returns why something is unsent. */
  async drain(): Promise<string[]> {
    const until = performance.now() + 90_000;
    for (;;) {
      const exporter = new HttpExporter({ endpoint: this.collector.url });
      const { writers } = await drainSpool({ directory: this.directory, exporter });
      const unsent = writers.filter(({ unsentBytes }) => unsentBytes > 0);
      // A claim whose owner was killed before all of it was written does not say who that was, and holds for a minute.
      const isClaimed = unsent.some(({ running }) => running);
      if (!isClaimed || performance.now() > until)
        return unsent.map(
          ({ unsentBytes, reason }) => `${unsentBytes} bytes are unsent: ${reason}`,
        );
      await sleep(500);
    }
  }

  async close(): Promise<void> {
    await this.collector.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
