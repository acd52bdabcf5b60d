import {
  type AgentOpsRecord,
  BySettings,
  type ContentFunction,
  type Exporter,
  type ExporterSettings,
  FinishedEvents,
  type Outcome,
  SessionSampler,
  type WriterGone,
} from '@agentops/core';
import type { ExtraDialect } from '@agentops/semconv';
import { configureSafely, nameOf } from './configuration.ts';
import type { OtlpConfigurationError } from './configuration-error.ts';
import { applied, settingsOf } from './settings.ts';
import { SpanSender } from './span-sender.ts';
import { SpanTeller } from './span-teller.ts';

/** Each option beats the variable that is named. `OTEL_EXPORTER_OTLP_TRACES_…` beats `OTEL_EXPORTER_OTLP_…`. */
export interface OtlpExporterOptions {
  /**
   * Address of an OTLP receiver over HTTP; `/v1/traces` is added.
   * @default `OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://localhost:4318`
   */
  endpoint?: string;
  /** The whole address, as it is. @default `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` */
  url?: string;
  /** Beside those of `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_EXPORTER_OTLP_TRACES_HEADERS`. */
  headers?: Record<string, string>;
  /** @default `OTEL_EXPORTER_OTLP_PROTOCOL`, else `http/protobuf` */
  protocol?: 'http/protobuf' | 'http/json';
  /** @default `OTEL_EXPORTER_OTLP_COMPRESSION`, else `gzip` */
  compression?: 'gzip' | 'none';
  /** Milliseconds until a request that is not answered counts as failed. @default `OTEL_EXPORTER_OTLP_TIMEOUT`, else 10,000 */
  timeoutMs?: number;
  /** @default `OTEL_SERVICE_NAME`, else what `OTEL_RESOURCE_ATTRIBUTES` says, else the host's name, else `agentops` */
  serviceName?: string;
  /** Of the resource, beside those of `OTEL_RESOURCE_ATTRIBUTES`. */
  resourceAttributes?: Record<string, unknown>;
  /** Conventions that the spans follow. OpenTelemetry's own (`gen-ai`) always is one of them. @default ['gen-ai'] */
  dialects?: readonly ('gen-ai' | ExtraDialect)[];
  /** Whether prompts, texts, arguments and results go there; a function says it event by event. @default true */
  captureContent?: boolean | ContentFunction;
  /** The share of sessions that go there, from 0 to 1. Those that fail, or in which an error happens, always do. @default 1 */
  sampleRate?: number;
  /** Bytes of one request's body before compression. A span that is larger goes alone. @default 2 MiB */
  maxBodyBytes?: number;
  /** Names the destination: how far it has come is kept under this name. @default the address, without user and query */
  name?: string;
}

/** What records go through to become spans. */
interface Chain {
  finished: FinishedEvents;
  sampler: SessionSampler;
  teller: SpanTeller;
}

/**
 * Sends events to an OpenTelemetry backend, each as one span when it has ended, over OTLP/HTTP. The trace is the session. What the
 * backend has not acknowledged stays in the spool, and comes again.
 *
 *     agentops.init({ exporters: [new OtlpExporter()] });   // with OTEL_EXPORTER_OTLP_ENDPOINT set
 */
export class OtlpExporter implements Exporter {
  readonly name: string;
  readonly captureContent: boolean | ContentFunction;
  readonly settings: ExporterSettings;
  readonly problem: OtlpConfigurationError | undefined;
  readonly #chains: BySettings<Chain>;
  readonly #sender: SpanSender;

  /** @throws OtlpConfigurationError where an option says something that can't be done. Where a variable does, that is its `problem`. */
  constructor(options: OtlpExporterOptions = {}) {
    const { configuration, problem, name } = configureSafely(options, process.env);
    this.problem = problem;
    this.name = options.name ?? name ?? nameOf(configuration.url);
    this.captureContent = options.captureContent ?? true;
    this.settings = settingsOf(configuration);
    this.#chains = new BySettings(this.settings, (settings) => {
      const { sampleRate, ...telling } = applied(settings, configuration);
      return {
        // A span that was sent can't be changed, so nothing of its event is kept.
        finished: new FinishedEvents({ sentChars: 0 }),
        sampler: new SessionSampler({ rate: sampleRate }),
        teller: new SpanTeller(telling),
      };
    });
    this.#sender = new SpanSender(configuration);
  }

  async export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
    settings?: ExporterSettings,
  ): Promise<Outcome | undefined> {
    if (this.problem) throw this.problem;
    const { finished, sampler, teller } = this.#chains.of(settings);
    const chosen = sampler.choose(finished.add(records, gone), gone);
    const refusal = await this.#sender.send(teller.tell(chosen), (taken) => {
      const told = taken.flat();
      finished.sent(told);
      sampler.sent(told);
    });
    finished.settle();
    const withheldSessions = sampler.settle();
    return withheldSessions > 0 ? { ...refusal, withheldSessions } : refusal;
  }

  recall(records: readonly AgentOpsRecord[], settings?: ExporterSettings): void {
    const { finished, sampler, teller } = this.#chains.of(settings);
    const had = finished.recall(records);
    sampler.recall(had);
    teller.tell(had);
  }

  shutdown(): void {
    this.#sender.close();
  }
}
