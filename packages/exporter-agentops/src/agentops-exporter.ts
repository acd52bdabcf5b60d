import {
  type AgentOpsRecord,
  type ContentFunction,
  type Exporter,
  FinishedEvents,
  type Refusal,
  type WriterGone,
} from '@agentops/core';
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

  /** @throws AgentOpsError where there is no API key, or it is no UUID, or an endpoint is no URL */
  constructor(options: AgentOpsExporterOptions = {}) {
    const settings = readSettings(options);
    this.name = settings.name;
    this.captureContent = options.captureContent ?? true;
    this.#connection = new Connection(options.timeoutMs ?? 20_000);
    if (options.protocol === 'v2') {
      const api = new V2Api(this.#connection, settings);
      this.#protocol = new V2Protocol(api, options.onSessionCost ?? (() => {}));
    } else {
      this.#protocol = new V4Protocol({
        connection: this.#connection,
        tokens: new TokenSource(this.#connection, settings),
        url: settings.tracesUrl,
        encoding: options.encoding ?? 'protobuf',
        compress: options.compression === 'gzip',
      });
    }
  }

  async export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
  ): Promise<Refusal | undefined> {
    const finished = this.#finished.add(records, gone);
    const refusal = await this.#protocol.send(finished, (told) => this.#finished.sent(told));
    this.#finished.settle();
    return refusal;
  }

  recall(records: readonly AgentOpsRecord[]): void {
    this.#finished.recall(records);
  }

  shutdown(): void {
    this.#connection.close();
  }
}
