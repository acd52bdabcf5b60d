import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { AgentOpsRecord } from '@agentops/core';
import { returnablePort } from './returnable-port.ts';

const maxBodyBytes = 64 * 1024 * 1024;

/** A request as it came in. */
export interface IngestRequest {
  /** Counts from 0. */
  index: number;
  headers: IncomingMessage['headers'];
  /** Of the sender: tells its connections apart. */
  port: number | undefined;
  /** Of the body, without compression. */
  bytes: number;
  /** How many records are in it. */
  records: number;
}

/** How the receiver answers one request. `drop`: it closes the connection instead. */
export interface IngestAnswer {
  /** @default 200 */
  status?: number;
  headers?: Record<string, string>;
  /** Take the records in, and then close the connection without an answer: the sender can't know. */
  dropAfterTaking?: boolean;
  drop?: boolean;
}

export interface IngestReceiverOptions {
  /** Asked for each request, in order of arrival. @default every request is answered with 200 */
  answer?: (request: IngestRequest) => IngestAnswer | Promise<IngestAnswer>;
  /** A fixed port, to come back where another receiver was. @default a free one that one can come back to */
  port?: number;
}

/** A small collector: takes records in over HTTP, and keeps each of them once. */
export interface IngestReceiver extends AsyncDisposable {
  /** What `AGENTOPS_ENDPOINT` is set to. */
  readonly url: string;
  readonly port: number;
  /** In order of arrival, each `(writer, seq)` once. */
  readonly records: readonly AgentOpsRecord[];
  /** How many records came a second time. */
  readonly repeated: number;
  /** `status` is 0 until it is answered. */
  readonly requests: readonly (Omit<IngestRequest, 'index'> & { status: number })[];
  close(): Promise<void>;
}

/** Starts a receiver for `POST /api/v1/ingest` on 127.0.0.1. */
export async function startIngestReceiver(
  options: IngestReceiverOptions = {},
): Promise<IngestReceiver> {
  const records = new Map<string, AgentOpsRecord>();
  const requests: (Omit<IngestRequest, 'index'> & { status: number })[] = [];
  let repeated = 0;

  const take = (lines: readonly string[]): void => {
    for (const line of lines) {
      const record = JSON.parse(line) as AgentOpsRecord;
      const key = `${record.writer}:${record.seq}`;
      if (records.has(key)) repeated++;
      else records.set(key, record);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers } = request;
    const body = await readBody(request);
    const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const lines = text
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    const index = requests.length;
    const found = request.method === 'POST' && request.url === '/api/v1/ingest';
    const seen = {
      headers,
      port: request.socket.remotePort,
      status: 0,
      bytes: text.length,
      records: lines.length,
    };
    requests.push(seen);
    const answer = (await options.answer?.({ ...seen, index })) ?? {};
    seen.status = found ? (answer.status ?? 200) : 404;
    if (found && !answer.drop && seen.status < 300) take(lines);
    if (answer.drop || answer.dropAfterTaking) request.socket.destroy();
    else respond(response, seen.status, answer.headers);
  };

  const server = createServer((request, response) => {
    // A sender that breaks off is no concern of a receiver's.
    handle(request, response).catch(() => request.socket.destroy());
  });
  const port = options.port ?? (await returnablePort());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    get records() {
      return [...records.values()];
    },
    get repeated() {
      return repeated;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function respond(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(status < 300 ? { ok: true } : { error: `status ${status}` }));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) throw new Error('body too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
