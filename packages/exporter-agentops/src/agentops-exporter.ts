import {
  type AgentOpsError,
  type AgentOpsRecord,
  BySettings,
  type ContentFunction,
  type Exporter,
  type ExporterSettings,
  FinishedEvents,
  type Outcome,
  type SessionCost,
  SessionSampler,
  type WriterGone,
} from '@agentops/core';
import { JsonEncoding, ProtobufEncoding } from '@agentops/semconv/otlp';
import { Connection } from './connection.ts';
import { type AgentOpsExporterOptions, readSettingsSafely } from './options.ts';
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
  readonly protocol: 'v2' | 'v4';
  readonly captureContent: boolean | ContentFunction;
  readonly #connection: Connection;
  readonly #speaker: Protocol;
  readonly settings: ExporterSettings;
  readonly problem: AgentOpsError | undefined;
  #tellCost: ((cost: SessionCost) => void) | undefined;
  readonly #chains: BySettings<{ finished: FinishedEvents; sampler: SessionSampler }>;

  /**
   * @throws AgentOpsError where an option says what can't be done: a key that is no UUID, an endpoint that is no URL, … Where a variable
   * does, or there is no key, that is its `problem`.
   */
  constructor(options: AgentOpsExporterOptions = {}) {
    const { settings, problem } = readSettingsSafely(options, process.env);
    this.problem = problem;
    this.name = settings.name;
    this.protocol = options.protocol ?? 'v4';
    this.captureContent = options.captureContent ?? true;
    this.settings = { sampleRate: settings.sampleRate };
    this.#chains = new BySettings(this.settings, ({ sampleRate }) => ({
      finished: new FinishedEvents(),
      sampler: new SessionSampler({ rate: Number(sampleRate) }),
    }));
    this.#connection = new Connection(settings.timeoutMs);
    if (this.protocol === 'v2') {
      const api = new V2Api(this.#connection, settings);
      this.#speaker = new V2Protocol(api, (cost) => {
        this.#tellCost?.(cost);
        options.onSessionCost?.(cost);
      });
    } else {
      this.#speaker = new V4Protocol({
        connection: this.#connection,
        tokens: new TokenSource(this.#connection, settings),
        url: settings.tracesUrl,
        encoding: options.encoding === 'json' ? new JsonEncoding() : new ProtobufEncoding(),
        compress: options.compression === 'gzip',
      });
    }
  }

  get maxRecords(): number {
    return this.#speaker.maxRecords;
  }

  async export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
    settings?: ExporterSettings,
  ): Promise<Outcome | undefined> {
    if (this.problem) throw this.problem;
    const { finished, sampler } = this.#chains.of(settings);
    const chosen = sampler.choose(finished.add(records, gone), gone);
    const refusal = await this.#speaker.send(chosen, (told) => {
      finished.sent(told);
      sampler.sent(told);
    });
    finished.settle();
    const withheldSessions = sampler.settle();
    return withheldSessions > 0 ? { ...refusal, withheldSessions } : refusal;
  }

  recall(records: readonly AgentOpsRecord[], settings?: ExporterSettings): void {
    const { finished, sampler } = this.#chains.of(settings);
    sampler.recall(finished.recall(records));
  }

  tellCosts(tell: (cost: SessionCost) => void): void {
    this.#tellCost = tell;
  }

  shutdown(): void {
    this.#connection.close();
  }
}
