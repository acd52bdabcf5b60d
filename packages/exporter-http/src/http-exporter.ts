import { AgentOpsError, type AgentOpsRecord, type Exporter } from '@agentops/core';
import { compress, encodeLines, splitIntoBodies } from './body.ts';

export interface HttpExporterOptions {
  /** The collector's address, such as `https://agentops.example.com`. @default `AGENTOPS_ENDPOINT` */
  endpoint?: string;
  /** Sent as a bearer token. @default `AGENTOPS_API_KEY`; without it, none is sent */
  apiKey?: string;
  /** Further headers. */
  headers?: Record<string, string>;
  /** Whether prompts, texts, arguments and results go there. @default true */
  captureContent?: boolean;
  /** Milliseconds until a request that is not answered counts as failed. @default 30,000 */
  timeoutMs?: number;
  /** Bytes of one request's body before compression. A record that is larger goes alone. @default 1 MiB */
  maxBodyBytes?: number;
  /** Names the destination: how far it has come is kept under this name. @default 'http' */
  name?: string;
}

/** The collector answered, but not with an acknowledgement; or it did not answer. */
export class IngestError extends AgentOpsError {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** How long the collector asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { status?: number; retryAfterMs?: number | undefined } = {},
  ) {
    super('AGENTOPS_INGEST_FAILED', message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Sends records to a collector's `POST /api/v1/ingest`, as NDJSON with gzip. The collector's 2xx is its acknowledgement; until
 * then the records stay in the spool, and come again. It tells repetitions by `(writer, seq)`.
 *
 *     agentops.init({ exporters: [new HttpExporter()] });   // with AGENTOPS_ENDPOINT set
 */
export class HttpExporter implements Exporter {
  readonly name: string;
  readonly captureContent: boolean;
  readonly #url: URL;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #maxBodyBytes: number;

  /** @throws AgentOpsError where no endpoint is given, or it is no URL */
  constructor(options: HttpExporterOptions = {}) {
    const { endpoint = process.env.AGENTOPS_ENDPOINT, apiKey = process.env.AGENTOPS_API_KEY } =
      options;
    this.name = options.name ?? 'http';
    this.captureContent = options.captureContent ?? true;
    this.#url = ingestUrl(endpoint);
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#maxBodyBytes = options.maxBodyBytes ?? 1024 * 1024;
    this.#headers = {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      ...options.headers,
    };
  }

  async export(records: readonly AgentOpsRecord[]): Promise<void> {
    for (const body of splitIntoBodies(encodeLines(records), this.#maxBodyBytes)) {
      await this.#send(await compress(body));
    }
  }

  async #send(body: Uint8Array<ArrayBuffer>): Promise<void> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
    } catch (cause) {
      throw new IngestError(`${this.#url.origin} could not be reached: ${reasonOf(cause)}`, {
        cause,
      });
    }
    const text = await response.text().catch(() => '');
    if (response.ok) return;
    throw new IngestError(
      `${this.#url.origin} answered ${response.status}${advice(response.status)} ${text.slice(0, 200)}`.trim(),
      {
        status: response.status,
        retryAfterMs: retryAfter(response.headers.get('retry-after')),
      },
    );
  }
}

function ingestUrl(endpoint: string | undefined): URL {
  if (!endpoint) {
    throw new AgentOpsError(
      'AGENTOPS_NO_ENDPOINT',
      'HttpExporter needs to know where to send to: set AGENTOPS_ENDPOINT, or new HttpExporter({ endpoint: "https://…" }).',
    );
  }
  try {
    return new URL('api/v1/ingest', endpoint.endsWith('/') ? endpoint : `${endpoint}/`);
  } catch (cause) {
    throw new AgentOpsError('AGENTOPS_NO_ENDPOINT', `"${endpoint}" is no URL.`, { cause });
  }
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check AGENTOPS_API_KEY):';
  if (status === 404) return ' (is this a collector? check AGENTOPS_ENDPOINT):';
  return ':';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message;
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
