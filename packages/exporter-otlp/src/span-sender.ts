import { cutTexts, Isolation, isDoubtful, type Refusal, type Verdict } from '@agentops/core';
import { type Answer, excerptOf, isYes, Poster } from '@agentops/http-post';
import type { Attributes, Span } from '@agentops/semconv';
import {
  JsonEncoding,
  ProtobufEncoding,
  partialSuccessOf,
  type SpanEncoding,
  type SpanGroup,
} from '@agentops/semconv/otlp';
import type { Configuration } from './configuration.ts';
import { OtlpError } from './otlp-error.ts';
import { version } from './version.ts';

/** A span on its way, and what the caller knows it by. */
export interface Sendable<T> {
  /** Spans of one resource, the same object, go together. */
  resource: Attributes;
  /** Asked when the span is sent, and once more where it was too large: so it is not kept while it is under way. */
  makeSpan: () => Span;
  of: T;
}

interface Encoded<T> extends Sendable<T> {
  bytes: Buffer;
}

const scope = { name: 'agentops', version };
const tooLarge = 413;
/** What is wrong with these is wrong with the configuration, or will pass: the same spans can be taken later. */
const mayPass: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 421, 425, 429]);
const smallestBodyBytes = 16 * 1024;

/** Sends spans to one OTLP receiver. */
export class SpanSender {
  readonly #url: URL;
  readonly #gzip: boolean;
  readonly #headers: Record<string, string>;
  readonly #encoding: SpanEncoding;
  readonly #poster: Poster;
  readonly #isolation = new Isolation(verdictOf);
  #maxBodyBytes: number;

  constructor({ url, headers, protocol, gzip, timeoutMs, maxBodyBytes }: Configuration) {
    this.#url = url;
    this.#gzip = gzip;
    this.#maxBodyBytes = maxBodyBytes;
    this.#encoding = protocol === 'http/json' ? new JsonEncoding() : new ProtobufEncoding();
    this.#headers = {
      'content-type': this.#encoding.contentType,
      'user-agent': `agentops-exporter-otlp/${version}`,
      ...headers,
    };
    this.#poster = new Poster({ timeoutMs });
  }

  /**
   * Sends them in as many requests as it takes. `taken` is told of those that need not be sent again: the receiver has them, or
   * refused them for good. Resolves to what was refused.
   * @throws OtlpError where the rest has to be sent again
   */
  async send<T>(
    spans: Iterable<Sendable<T>>,
    taken: (of: T[]) => void,
  ): Promise<Refusal | undefined> {
    return await this.#isolation.round(async (round) => {
      const send = async (batch: readonly Encoded<T>[]) => {
        const rejected = await this.#post(batch);
        if (rejected) round.add(rejected.refused, rejected.reason);
      };
      const sending = {
        send,
        taken: (batch: readonly Encoded<T>[]) => taken(batch.map(({ of }) => of)),
        shorten: (only: Encoded<T>) => this.#shorten(only),
      };
      let batch: Encoded<T>[] = [];
      let bytes = 0;
      for (const sendable of spans) {
        const encoded = { ...sendable, bytes: this.#encoding.span(sendable.makeSpan()) };
        if (bytes > 0 && bytes + encoded.bytes.length > this.#maxBodyBytes) {
          await round.isolate(batch, sending);
          batch = [];
          bytes = 0;
        }
        batch.push(encoded);
        bytes += encoded.bytes.length;
      }
      await round.isolate(batch, sending);
    });
  }

  close(): void {
    this.#poster.close();
  }

  #shorten<T>(only: Encoded<T>): Encoded<T> | undefined {
    const short = cutTexts(only.makeSpan());
    return short && { ...only, makeSpan: () => short, bytes: this.#encoding.span(short) };
  }

  /** The next ones need not be refused first. */
  #expectSmaller(batch: readonly Encoded<unknown>[]): void {
    const bytes = batch.reduce((sum, { bytes: { length } }) => sum + length, 0);
    const half = Math.max(smallestBodyBytes, Math.ceil(bytes / 2));
    this.#maxBodyBytes = Math.min(this.#maxBodyBytes, half);
  }

  /** Resolves to what was refused of what was taken. @throws OtlpError */
  async #post(batch: readonly Encoded<unknown>[]): Promise<Refusal | undefined> {
    const post = {
      headers: this.#headers,
      body: this.#encoding.request(grouped(batch), scope),
      gzip: this.#gzip,
    };
    const answer = await this.#poster.post(this.#url, post).catch((cause) => {
      throw new OtlpError(cause.message, { cause });
    });
    if (!isYes(answer)) {
      const { status, retryAfterMs } = answer;
      if (status === tooLarge && batch.length > 1) this.#expectSmaller(batch);
      throw new OtlpError(this.#complaint(answer), { status, retryAfterMs });
    }
    const partial = partialSuccessOf(answer.body);
    if (!partial) return undefined;
    const why = partial.message || 'it does not say why';
    return {
      refused: partial.rejectedSpans,
      reason: `${this.#url.origin} rejected spans: ${why}`,
    };
  }

  #complaint(answer: Answer): string {
    const { status } = answer;
    return `${this.#url.origin} answered ${status}${advice(status)} ${excerptOf(answer)}`.trim();
  }
}

function verdictOf(error: unknown): Verdict {
  const status = error instanceof OtlpError ? error.status : undefined;
  if (status === tooLarge) return 'too-large';
  if (isDoubtful(status)) return 'doubtful';
  const isRefused = status !== undefined && status >= 400 && status < 500 && !mayPass.has(status);
  return isRefused ? 'refused' : 'later';
}

function grouped(batch: readonly Encoded<unknown>[]): SpanGroup[] {
  const groups = new Map<Attributes, Buffer[]>();
  for (const { resource, bytes } of batch) {
    const group = groups.get(resource);
    if (group) group.push(bytes);
    else groups.set(resource, [bytes]);
  }
  return [...groups].map(([resource, spans]) => ({ resource, spans }));
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check OTEL_EXPORTER_OTLP_HEADERS):';
  if (status === 404 || status === 405) {
    return ' (does it take OTLP over HTTP here? check OTEL_EXPORTER_OTLP_ENDPOINT):';
  }
  if (status >= 300 && status < 400)
    return ' (set OTEL_EXPORTER_OTLP_ENDPOINT to where it redirects):';
  return ':';
}
