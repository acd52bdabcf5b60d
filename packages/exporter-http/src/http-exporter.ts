import {
  AgentOpsError,
  type AgentOpsRecord,
  type ContentFunction,
  type Exporter,
} from '@agentops/core';
import { excerptOf, isYes, Poster } from '@agentops/http-post';
import { type Body, encode, split } from './body.ts';
import { IngestError } from './ingest-error.ts';
import { lossOf, shorten } from './shorten.ts';

export interface HttpExporterOptions {
  /** The collector's address, such as `https://agentops.example.com`. @default `AGENTOPS_ENDPOINT` */
  endpoint?: string;
  /** The collector's, sent as a bearer token. `AGENTOPS_API_KEY` is AgentOps' and never sent. @default `AGENTOPS_TOKEN`, else none */
  token?: string;
  /** Further headers. */
  headers?: Record<string, string>;
  /** Whether prompts, texts, arguments and results go there; a function says it event by event. @default true */
  captureContent?: boolean | ContentFunction;
  /** Milliseconds until a request that is not answered counts as failed. @default 30,000 */
  timeoutMs?: number;
  /** Bytes of one request's body before compression. A record that is larger goes alone. @default 1 MiB */
  maxBodyBytes?: number;
  /** Names the destination: how far it has come is kept under this name. @default the endpoint, without user and query */
  name?: string;
}

const defaultBodyBytes = 1024 * 1024;
const smallestBodyBytes = 16 * 1024;
const tooLarge = 413;

/**
 * Sends records to a collector's `POST /api/v1/ingest`, as NDJSON with gzip. The collector's 2xx is its acknowledgement; until
 * then the records stay in the spool, and come again. It tells repetitions by `(writer, seq)`.
 *
 *     agentops.init({ exporters: [new HttpExporter()] });   // with AGENTOPS_ENDPOINT set
 */
export class HttpExporter implements Exporter {
  readonly name: string;
  readonly captureContent: boolean | ContentFunction;
  readonly problem: AgentOpsError | undefined;
  readonly #url: URL;
  readonly #headers: Record<string, string>;
  readonly #poster: Poster;
  #maxBodyBytes: number;

  /**
   * @throws AgentOpsError where the option `endpoint` is no URL, or a number no number. Where `AGENTOPS_ENDPOINT` is none, or not set,
   * that is its `problem`.
   */
  constructor(options: HttpExporterOptions = {}) {
    const { env } = process;
    const token = (options.token ?? env.AGENTOPS_TOKEN)?.trim();
    const { url, problem } = addressFrom(options.endpoint, env.AGENTOPS_ENDPOINT?.trim());
    this.#url = url;
    this.problem = problem;
    this.name = options.name ?? (problem ? 'http (misconfigured)' : nameOf(url));
    this.captureContent = options.captureContent ?? true;
    this.#maxBodyBytes = positive('maxBodyBytes', options.maxBodyBytes ?? defaultBodyBytes);
    this.#headers = {
      'content-type': 'application/x-ndjson',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options.headers,
    };
    this.#poster = new Poster({ timeoutMs: positive('timeoutMs', options.timeoutMs ?? 30_000) });
  }

  async export(records: readonly AgentOpsRecord[]): Promise<void> {
    if (this.problem) throw this.problem;
    for (const body of split(encode(records), this.#maxBodyBytes)) await this.#send(body);
  }

  shutdown(): void {
    this.#poster.close();
  }

  async #send(body: Body): Promise<void> {
    try {
      await this.#post(body);
    } catch (error) {
      if (!(error instanceof IngestError) || error.status !== tooLarge) throw error;
      if (body.records.length === 1) return await this.#sendShortened(body);
      // The next ones need not be refused first.
      const half = Math.max(smallestBodyBytes, Math.ceil(body.bytes / 2));
      this.#maxBodyBytes = Math.min(this.#maxBodyBytes, half);
      const middle = Math.ceil(body.records.length / 2);
      await this.#send(encode(body.records.slice(0, middle)));
      await this.#send(encode(body.records.slice(middle)));
    }
  }

  /** One record that is too large would hold up all behind it for ever. */
  async #sendShortened({ records, bytes }: Body): Promise<void> {
    const [record] = records as [AgentOpsRecord];
    const short = encode([shorten(record)]);
    if (short.bytes < bytes) {
      try {
        await this.#post(short);
        return;
      } catch (error) {
        if (!(error instanceof IngestError) || error.status !== tooLarge) throw error;
      }
    }
    await this.#post(encode([lossOf(record, bytes)]));
  }

  async #post({ lines }: Body): Promise<void> {
    const post = { headers: this.#headers, body: lines.join(''), gzip: true };
    const answer = await this.#poster.post(this.#url, post).catch((cause) => {
      throw new IngestError(cause.message, { cause });
    });
    if (isYes(answer)) return;
    const { status, retryAfterMs } = answer;
    const message = `${this.#url.origin} answered ${status}${advice(status)} ${excerptOf(answer)}`;
    throw new IngestError(message.trim(), { status, retryAfterMs });
  }
}

/** With a problem the address is a stand-in. @throws AgentOpsError where the option is no address */
function addressFrom(
  option: string | undefined,
  variable: string | undefined,
): { url: URL; problem?: AgentOpsError } {
  if (option !== undefined) return { url: ingestUrl(option) };
  try {
    return { url: ingestUrl(variable) };
  } catch (error) {
    return { url: ingestUrl('http://localhost'), problem: error as AgentOpsError };
  }
}

function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  const message = `HttpExporter was given the ${option} ${value}: set it to a number above 0.`;
  throw new AgentOpsError('AGENTOPS_BAD_OPTION', message);
}

function ingestUrl(endpoint: string | undefined): URL {
  if (!endpoint) {
    throw new AgentOpsError(
      'AGENTOPS_NO_ENDPOINT',
      'HttpExporter needs to know where to send to: set AGENTOPS_ENDPOINT, or new HttpExporter({ endpoint: "https://…" }).',
    );
  }
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const message = `"${endpoint}" is no http or https address. Set AGENTOPS_ENDPOINT to one, such as https://agentops.example.com.`;
    throw new AgentOpsError('AGENTOPS_NO_ENDPOINT', message);
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/ingest`;
  return url;
}

function nameOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/api\/v1\/ingest$/, '');
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check AGENTOPS_TOKEN):';
  if (status === 404) return ' (is this a collector? check AGENTOPS_ENDPOINT):';
  if (status >= 300 && status < 400) return ' (set AGENTOPS_ENDPOINT to where it redirects):';
  return ':';
}
