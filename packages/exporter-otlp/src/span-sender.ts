import { cutTexts, type Refusal } from '@agentops/core';
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
    const refusals: Refusal[] = [];
    let batch: Encoded<T>[] = [];
    let bytes = 0;
    for (const sendable of spans) {
      const encoded = { ...sendable, bytes: this.#encoding.span(sendable.makeSpan()) };
      if (bytes > 0 && bytes + encoded.bytes.length > this.#maxBodyBytes) {
        await this.#deliver(batch, taken, refusals);
        batch = [];
        bytes = 0;
      }
      batch.push(encoded);
      bytes += encoded.bytes.length;
    }
    if (batch.length > 0) await this.#deliver(batch, taken, refusals);
    if (refusals.length === 0) return undefined;
    const refused = refusals.reduce((sum, refusal) => sum + refusal.refused, 0);
    return { refused, reason: (refusals[0] as Refusal).reason };
  }

  close(): void {
    this.#poster.close();
  }

  /** What is refused as a whole is halved, until what is wrong is alone. */
  async #deliver<T>(
    batch: Encoded<T>[],
    taken: (of: T[]) => void,
    refusals: Refusal[],
  ): Promise<void> {
    const answer = await this.#post(batch);
    const { status } = answer;
    if (isYes(answer)) {
      const partial = partialSuccessOf(answer.body);
      if (partial) {
        refusals.push({
          refused: partial.rejectedSpans,
          reason: `${this.#url.origin} rejected spans: ${partial.message || 'it does not say why'}`,
        });
      }
      taken(batch.map(({ of }) => of));
      return;
    }
    if (batch.length > 1) {
      if (status === tooLarge) this.#expectSmaller(batch);
      const middle = Math.ceil(batch.length / 2);
      await this.#deliver(batch.slice(0, middle), taken, refusals);
      await this.#deliver(batch.slice(middle), taken, refusals);
      return;
    }
    const [only] = batch as [Encoded<T>];
    const short = status === tooLarge ? cutTexts(only.makeSpan()) : undefined;
    if (short) {
      const shortened = { ...only, makeSpan: () => short, bytes: this.#encoding.span(short) };
      return await this.#deliver([shortened], taken, refusals);
    }
    refusals.push({ refused: 1, reason: this.#complaint(answer) });
    taken([only.of]);
  }

  /** The next ones need not be refused first. */
  #expectSmaller(batch: readonly Encoded<unknown>[]): void {
    const bytes = batch.reduce((sum, { bytes: { length } }) => sum + length, 0);
    const half = Math.max(smallestBodyBytes, Math.ceil(bytes / 2));
    this.#maxBodyBytes = Math.min(this.#maxBodyBytes, half);
  }

  /** Resolves to an answer that is final. */
  async #post(batch: readonly Encoded<unknown>[]): Promise<Answer> {
    const post = {
      headers: this.#headers,
      body: this.#encoding.request(grouped(batch), scope),
      gzip: this.#gzip,
    };
    const answer = await this.#poster.post(this.#url, post).catch((cause) => {
      throw new OtlpError(cause.message, { cause });
    });
    const { status, retryAfterMs } = answer;
    const isRefused = status >= 400 && status < 500 && !mayPass.has(status);
    if (isYes(answer) || isRefused) return answer;
    throw new OtlpError(this.#complaint(answer), { status, retryAfterMs });
  }

  #complaint(answer: Answer): string {
    const { status } = answer;
    return `${this.#url.origin} answered ${status}${advice(status)} ${excerptOf(answer)}`.trim();
  }
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
