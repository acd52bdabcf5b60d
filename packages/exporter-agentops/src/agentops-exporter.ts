import {
  type AgentOpsRecord,
  type ContentFunction,
  type Exporter,
  FinishedEvents,
  type Refusal,
  SessionSampler,
  type WriterGone,
} from '@agentops/core';
import { JsonEncoding, ProtobufEncoding } from '@agentops/semconv/otlp';
import { Connection } from './connection.ts';
import { type AgentOpsExporterOptions, readSettings } from './options.ts';
import type { Protocol } from './protocol.ts';
import { V2Api } from './v2/v2-api.ts';
import { V2Protocol } from './v2/v2-protocol.ts';
import { TokenSource } from './v4/token-source.ts';
import { V4Protocol } from './v4/v4-protocol.ts';

/**
 * Sends sessions and finished events to AgentOps, or to anything that speaks its API. What it did not take stays in the spool, and
 * comes again; each event is sent once.
 *
 *     agentops.init({ exporters: [new AgentOpsExporter()] });   // with AGENTOPS_API_KEY set
 */
export class AgentOpsExporter implements Exporter {
  readonly name: string;
  readonly captureContent: boolean | ContentFunction;
  readonly #connection: Connection;
  readonly #protocol: Protocol;
  readonly #finished = new FinishedEvents();
  readonly #sampler: SessionSampler;

  /** @throws AgentOpsError where there is no API key, or it is no UUID, an endpoint is no URL, or `sampleRate` no share */
  constructor(options: AgentOpsExporterOptions = {}) {
    const settings = readSettings(options);
    this.name = settings.name;
    this.captureContent = options.captureContent ?? true;
    this.#sampler = new SessionSampler({ rate: settings.sampleRate });
    this.#connection = new Connection(options.timeoutMs ?? 20_000);
    if (options.protocol === 'v2') {
      const api = new V2Api(this.#connection, settings);
      this.#protocol = new V2Protocol(api, options.onSessionCost ?? (() => {}));
    } else {
      this.#protocol = new V4Protocol({
        connection: this.#connection,
        tokens: new TokenSource(this.#connection, settings),
        url: settings.tracesUrl,
        encoding: options.encoding === 'json' ? new JsonEncoding() : new ProtobufEncoding(),
        compress: options.compression === 'gzip',
      });
    }
  }

  get maxRecords(): number {
    return this.#protocol.maxRecords;
  }

  async export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
  ): Promise<Refusal | undefined> {
    const chosen = this.#sampler.choose(this.#finished.add(records, gone), gone);
    const refusal = await this.#protocol.send(chosen, (told) => {
      this.#finished.sent(told);
      this.#sampler.sent(told);
    });
    this.#finished.settle();
    this.#sampler.settle();
    return refusal;
  }

  recall(records: readonly AgentOpsRecord[]): void {
    this.#sampler.recall(this.#finished.recall(records));
  }

  shutdown(): void {
    this.#connection.close();
  }
}
