import {
  type AgentOpsRecord,
  type ContentFunction,
  type Exporter,
  FinishedEvents,
  type Refusal,
  SessionSampler,
  type WriterGone,
} from '@agentops/core';
import type { ExtraDialect } from '@agentops/semconv';
import { configure } from './configuration.ts';
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

/**
 * Sends events to an OpenTelemetry backend, each as one span when it has ended, over OTLP/HTTP. The trace is the session. What the
 * backend has not acknowledged stays in the spool, and comes again.
 *
 *     agentops.init({ exporters: [new OtlpExporter()] });   // with OTEL_EXPORTER_OTLP_ENDPOINT set
 */
export class OtlpExporter implements Exporter {
  readonly name: string;
  readonly captureContent: boolean | ContentFunction;
  /** A span that was sent can't be changed, so nothing of its event is kept. */
  readonly #finished = new FinishedEvents({ sentChars: 0 });
  readonly #teller: SpanTeller;
  readonly #sampler: SessionSampler;
  readonly #sender: SpanSender;

  /** @throws OtlpConfigurationError where an option or a variable says something that can't be done */
  constructor(options: OtlpExporterOptions = {}) {
    const configuration = configure(options, process.env);
    const { origin, pathname } = configuration.url;
    this.name = options.name ?? origin + pathname;
    this.captureContent = options.captureContent ?? true;
    this.#teller = new SpanTeller(configuration);
    this.#sampler = new SessionSampler({ rate: configuration.sampleRate });
    this.#sender = new SpanSender(configuration);
  }

  async export(
    records: readonly AgentOpsRecord[],
    gone?: WriterGone,
  ): Promise<Refusal | undefined> {
    const chosen = this.#sampler.choose(this.#finished.add(records, gone), gone);
    const refusal = await this.#sender.send(this.#teller.tell(chosen), (taken) => {
      const told = taken.flat();
      this.#finished.sent(told);
      this.#sampler.sent(told);
    });
    this.#finished.settle();
    this.#sampler.settle();
    return refusal;
  }

  recall(records: readonly AgentOpsRecord[]): void {
    const had = this.#finished.recall(records);
    this.#sampler.recall(had);
    this.#teller.tell(had);
  }

  shutdown(): void {
    this.#sender.close();
  }
}
