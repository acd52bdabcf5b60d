import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { type ReadSpan, spansIn } from './read-spans.ts';

export interface OtlpRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** Decompressed. */
  body: Buffer;
  spans: ReadSpan[];
  status: number;
}

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** An OTLP receiver over real HTTP that answers as it is told. */
export async function otlpReceiver(answer: (request: OtlpRequest) => Reply = () => ({})) {
  const requests: OtlpRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const { headers, url: path = '' } = incoming;
      const raw = Buffer.concat(chunks);
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const spans = spansIn(headers['content-type'], body);
      const request: OtlpRequest = { path, headers, body, spans, status: 0 };
      const reply = answer(request);
      request.status = reply.status ?? 200;
      requests.push(request);
      response.writeHead(request.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    /** Of requests that were answered with yes, in order. */
    taken: () => requests.filter(({ status }) => status < 300).flatMap(({ spans }) => spans),
    text: () => requests.map(({ body }) => body.toString()).join('\n'),
  };
}
