import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { createMemoryStore, type Store } from '@agentops/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ByteBudget } from '../../../src/receive/byte-budget.ts';
import { frame } from '../../../src/receive/otlp/grpc-message.ts';
import {
  type OtlpGrpcOptions,
  type OtlpGrpcServer,
  startOtlpGrpc,
} from '../../../src/receive/otlp/otlp-grpc.ts';
import { bytesField } from '../../../src/receive/otlp/protobuf-writer.ts';
import { SpanReceiver } from '../../../src/receive/otlp/span-receiver.ts';
import { createFailingStore } from './failing-store.ts';
import { protobufRequest } from './otlp-body.ts';
import { contentOf } from './receiving.ts';

let store: Store;
let server: OtlpGrpcServer;
let session: ClientHttp2Session;

async function start(options: Partial<OtlpGrpcOptions> = {}): Promise<void> {
  server = await startOtlpGrpc({ store, host: '127.0.0.1', port: 0, ...options });
  session = connect(`http://127.0.0.1:${server.port}`);
  session.on('error', () => {});
}

beforeEach(() => {
  store = createMemoryStore();
});

afterEach(async () => {
  session.destroy();
  await server.close(100);
});

interface Answer {
  httpStatus: number;
  status: string | undefined;
  message: string;
  details: Buffer;
  body: Buffer;
}

const traces = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

function open(path: string, headers: Record<string, string> = {}): ClientHttp2Stream {
  return session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
}

function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let all: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    stream.on('response', (headers) => {
      all = { ...all, ...headers };
    });
    stream.on('trailers', (trailers) => {
      all = { ...all, ...trailers };
    });
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () =>
      resolve({
        httpStatus: all[':status'] as number,
        status: all['grpc-status'] as string | undefined,
        message: decodeURIComponent(String(all['grpc-message'] ?? '')),
        details: Buffer.from(String(all['grpc-status-details-bin'] ?? ''), 'base64'),
        body: Buffer.concat(chunks),
      }),
    );
  });
}

function call(path: string, body: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  const stream = open(path, headers);
  stream.end(body);
  return answerOf(stream);
}

const request = protobufRequest(bytesField(5, 'one'));

describe('takes', () => {
  test('a message', async () => {
    await start();
    const answer = await call(traces, frame(request));
    expect(answer).toMatchObject({ httpStatus: 200, status: '0', body: frame(Buffer.alloc(0)) });
    expect((await contentOf(store)).events.map(({ name }) => name)).toEqual(['one']);
  });

  test.each(['gzip', 'deflate'])('a compressed one, %s', async (encoding) => {
    await start();
    const packed =
      encoding === 'gzip' ? gzipSync(request) : (await import('node:zlib')).deflateSync(request);
    const framed = frame(packed);
    framed[0] = 1;
    const headers = { 'grpc-encoding': encoding, 'grpc-timeout': '10S' };
    expect((await call(traces, framed, headers)).status).toBe('0');
    expect((await contentOf(store)).events).toHaveLength(1);
  });

  test('metrics and logs, counted', async () => {
    await start();
    const body = frame(bytesField(1, bytesField(2, bytesField(2, 'x'))));
    for (const path of ['metrics.v1.MetricsService', 'logs.v1.LogsService']) {
      const answer = await call(`/opentelemetry.proto.collector.${path}/Export`, body);
      expect(answer.status).toBe('0');
    }
    expect(SpanReceiver.of(store).counts).toMatchObject({ metrics: 1, logs: 1 });
  });

  test('spans without ids: says how many were left out', async () => {
    await start();
    const bad = bytesField(1, bytesField(2, bytesField(2, bytesField(5, 'bad'))));
    const answer = await call(traces, frame(Buffer.concat([bad, request])));
    expect(answer.status).toBe('0');
    expect(answer.body.toString()).toContain('The span "bad" has no traceId.');
    expect((await contentOf(store)).events).toHaveLength(1);
  });

  test('a check of its health', async () => {
    await start();
    const check = (service: string) =>
      call(
        '/grpc.health.v1.Health/Check',
        frame(service ? bytesField(1, service) : Buffer.alloc(0)),
      );
    const serving = frame(Buffer.from([8, 1]));
    expect(await check('')).toMatchObject({ status: '0', body: serving });
    expect(await check('grpc.health.v1.Health')).toMatchObject({ status: '0', body: serving });
    expect((await check('another')).status).toBe('5');
  });
});

describe('refuses', () => {
  test('what is no gRPC', async () => {
    await start();
    expect((await call(traces, frame(request), { 'content-type': 'text/html' })).httpStatus).toBe(
      415,
    );
  });

  test('a method that is not there', async () => {
    await start();
    const answer = await call('/grpc.health.v1.Health/Watch', frame(Buffer.alloc(0)));
    expect(answer).toMatchObject({
      status: '12',
      message: 'There is no /grpc.health.v1.Health/Watch here.',
    });
  });

  test.each([
    ['no message', Buffer.alloc(0), '3', 'The call has no message.'],
    ['two messages', Buffer.concat([frame(request), frame(request)]), '3', 'has to be one message'],
    ['half a message', frame(request).subarray(0, 20), '3', 'and 15 came'],
    [
      'a flag that is none',
      Buffer.concat([Buffer.from([7]), frame(request).subarray(1)]),
      '3',
      'not 7',
    ],
    ['malformed protobuf', frame(Buffer.from([0x0a, 0x05])), '3', 'at byte 1, expected 5 bytes'],
  ])('%s', async (_, body, status, message) => {
    await start();
    const answer = await call(traces, body);
    expect(answer.status).toBe(status);
    expect(answer.message).toContain(message);
  });

  test('a compression that is not known', async () => {
    await start();
    const framed = frame(request);
    framed[0] = 1;
    expect((await call(traces, framed, { 'grpc-encoding': 'snappy' })).status).toBe('12');
    expect((await call(traces, framed)).status).toBe('12');
  });

  test('a message that is too large, at once or decompressed, without asking for it again', async () => {
    await start({ limits: { maxBytes: 100_000, maxDecompressedBytes: 200_000 } });
    const answer = await call(traces, frame(Buffer.alloc(500_000)));
    expect(answer).toMatchObject({ status: '8', details: Buffer.alloc(0) });
    const bomb = frame(gzipSync(Buffer.alloc(5_000_000)));
    bomb[0] = 1;
    expect((await call(traces, bomb, { 'grpc-encoding': 'gzip' })).status).toBe('8');
    expect((await call(traces, frame(request))).status).toBe('0');
  });

  test('who has no token', async () => {
    await start({ authorize: (headers) => headers.get('authorization') === 'Bearer t' });
    expect((await call(traces, frame(request))).status).toBe('16');
    expect((await call(traces, frame(request), { authorization: 'Bearer t' })).status).toBe('0');
  });

  test('a body that does not come', async () => {
    await start({ limits: { timeoutMs: 50 } });
    const stream = open(traces);
    stream.write(frame(request).subarray(0, 7));
    expect(await answerOf(stream)).toMatchObject({ status: '4' });
    expect(SpanReceiver.of(store).inFlight.heldBytes).toBe(0);
  });
});

describe('asks to send again', () => {
  const retryInfo = 'type.googleapis.com/google.rpc.RetryInfo';

  test('where the store can not write', async () => {
    const failing = createFailingStore();
    failing.full = true;
    store = failing.store;
    await start();
    const answer = await call(traces, frame(request));
    expect(answer.status).toBe('14');
    expect(answer.details.toString()).toContain(retryInfo);
  });

  test('where too much is under way', async () => {
    const failing = createFailingStore();
    let release = () => {};
    failing.held = new Promise((resolve) => {
      release = resolve;
    });
    store = failing.store;
    const receiver = SpanReceiver.of(store, { budget: new ByteBudget(100_000) });
    await start();
    const first = call(traces, frame(protobufRequest(bytesField(5, 'x'.repeat(99_000)))));
    await expect.poll(() => receiver.inFlight.heldBytes).toBeGreaterThan(99_000);
    const second = await call(traces, frame(request));
    expect(second.status).toBe('8');
    expect(second.details.toString()).toContain(retryInfo);
    release();
    expect((await first).status).toBe('0');
  });
});

test('a sender that breaks off leaves nothing behind', async () => {
  await start();
  const stream = open(traces);
  stream.on('error', () => {});
  stream.write(frame(request).subarray(0, 7));
  const receiver = SpanReceiver.of(store);
  await expect.poll(() => receiver.inFlight.heldBytes).toBeGreaterThan(0);
  stream.destroy();
  await expect.poll(() => receiver.inFlight.heldBytes).toBe(0);
  expect((await call(traces, frame(request))).status).toBe('0');
});

test('closing lets a call end that is under way', async () => {
  const failing = createFailingStore();
  let release = () => {};
  failing.held = new Promise((resolve) => {
    release = resolve;
  });
  store = failing.store;
  await start();
  const answer = call(traces, frame(request));
  await expect.poll(() => SpanReceiver.of(store).counts.requests).toBe(1);
  const closed = server.close();
  release();
  expect((await answer).status).toBe('0');
  await closed;
  expect((await contentOf(store)).events).toHaveLength(1);
});

test('a port that is taken is told', async () => {
  await start();
  await expect(startOtlpGrpc({ store, host: '127.0.0.1', port: server.port })).rejects.toThrow(
    'EADDRINUSE',
  );
});
