import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { endedRows } from './braintrust-rows.ts';
import { countSpans } from './count-otlp.ts';
import { endedRuns } from './langsmith-runs.ts';

/** What has come to a sink since it was last asked. */
export interface Arrived {
  /** Calls whose record came whole: with its end. */
  records: number;
  /** Of all bodies, as they were sent. */
  bytes: number;
  /** When the last body that completed a record was there, on the clock that all processes of a machine share. */
  lastAt: bigint | undefined;
}

interface Body {
  path: string;
  data: Buffer;
  contentType: string;
  encoding: string;
  at: bigint;
}

export interface Sink {
  url: string;
  /** Counts, and forgets. Counting waits for this, so that it disturbs no measurement. */
  take: () => Arrived;
  close: () => Promise<void>;
}

/** Answers for the backends of all contenders: OTLP, Langfuse, LangSmith, Braintrust. */
export async function openSink(): Promise<Sink> {
  let bodies: Body[] = [];
  const server = createServer(async (request, response) => {
    const data = await readBody(request);
    const path = request.url ?? '';
    if (data.length > 0) {
      const { 'content-type': contentType = '', 'content-encoding': encoding = '' } =
        request.headers;
      bodies.push({ path, data, contentType, encoding, at: process.hrtime.bigint() });
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(path, url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    take() {
      const taken = bodies;
      bodies = [];
      const arrived: Arrived = { records: 0, bytes: 0, lastAt: undefined };
      for (const body of taken) {
        const records = countRecords(body);
        arrived.records += records;
        arrived.bytes += body.data.length;
        if (records > 0) arrived.lastAt = body.at;
      }
      return arrived;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** What the clients need to be content: the others read no answer. */
function answerTo(path: string, url: string): unknown {
  if (path.endsWith('/info'))
    return { version: '0.10.0', batch_ingest_config: { use_multipart_endpoint: true } };
  if (path.endsWith('/api/apikey/login'))
    return { org_info: [{ id: 'org', name: 'org', api_url: url }] };
  if (path.endsWith('/api/project/register'))
    return { org_id: 'org', project: { id: 'project', name: 'bench', org_id: 'org' } };
  return {};
}

function countRecords({ path, data, contentType, encoding }: Body): number {
  const body = decode(data, encoding);
  if (path.endsWith('/v1/traces')) return countSpans(body, contentType);
  if (path.includes('/runs/')) return endedRuns(body, contentType).length;
  if (path.endsWith('/logs3')) return endedRows(body).length;
  return 0;
}

function decode(data: Buffer, encoding: string): Buffer {
  if (encoding === 'gzip') return gunzipSync(data);
  if (encoding === 'zstd') return zstdDecompressSync(data);
  return data;
}
