import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createMemoryStore, type Store } from '@agentops/store';
import type { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { ByteBudget } from '../../../src/receive/byte-budget.ts';
import { otlpHttpRoutes } from '../../../src/receive/otlp/otlp-http.ts';
import { ProtobufReader } from '../../../src/receive/otlp/protobuf-reader.ts';
import { bytesField } from '../../../src/receive/otlp/protobuf-writer.ts';
import { SpanReceiver } from '../../../src/receive/otlp/span-receiver.ts';
import { createFailingStore } from './failing-store.ts';
import { jsonRequest, protobufRequest } from './otlp-body.ts';
import { contentOf, startReceiving } from './receiving.ts';

let store: Store;
let app: Hono;
beforeEach(() => {
  store = createMemoryStore();
  app = otlpHttpRoutes({ store });
});

const json = { 'content-type': 'application/json' };
const protobuf = { 'content-type': 'application/x-protobuf' };

function post(body: RequestInit['body'], headers: Record<string, string>, path = '/v1/traces') {
  return app.request(path, { method: 'POST', headers, body: body ?? null });
}

const oneSpan = JSON.stringify(jsonRequest([{ name: 'one' }]));
const storedNames = async () => (await contentOf(store)).events.map(({ name }) => name);

/** The fields of a google.rpc.Status. */
async function statusOf(
  response: Response,
): Promise<{ code: number; message: string; details: boolean }> {
  expect(response.headers.get('content-type')).toBe('application/x-protobuf');
  const reader = new ProtobufReader(Buffer.from(await response.arrayBuffer()));
  const status = { code: 0, message: '', details: false };
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === 8) status.code = reader.varint('code');
    else if (tag === 18) status.message = reader.string('message');
    else {
      status.details = true;
      reader.skip(tag);
    }
  }
  return status;
}

describe('takes', () => {
  test('JSON, answered in JSON', async () => {
    const response = await post(oneSpan, { 'content-type': 'application/json; charset=utf-8' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({});
    expect(await storedNames()).toEqual(['one']);
  });

  test('protobuf, answered in protobuf', async () => {
    const response = await post(new Uint8Array(protobufRequest(bytesField(5, 'two'))), protobuf);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect(await storedNames()).toEqual(['two']);
  });

  test('gzip, and a slash at the end', async () => {
    const body = new Uint8Array(gzipSync(oneSpan));
    const response = await post(body, { ...json, 'content-encoding': 'gzip' }, '/v1/traces/');
    expect(response.status).toBe(200);
    expect(await storedNames()).toEqual(['one']);
  });

  test('a request of which some spans have no ids: the others, and says so', async () => {
    const body = JSON.stringify(jsonRequest([{ name: 'bad', spanId: '' }, { name: 'good' }]));
    const response = await post(body, json);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'The span "bad" has no spanId.' },
    });
    expect(await storedNames()).toEqual(['good']);
    expect(SpanReceiver.of(store).counts).toMatchObject({
      requests: 1,
      spans: 1,
      rejectedSpans: 1,
    });
  });

  test.each(['metrics', 'logs'] as const)('%s: counted and not stored', async (signal) => {
    const three = bytesField(2, Buffer.concat(Array(3).fill(bytesField(2, 'x'))));
    const response = await post(new Uint8Array(bytesField(1, three)), protobuf, `/v1/${signal}`);
    expect(response.status).toBe(200);
    expect((await post('{}', json, `/v1/${signal}/`)).status).toBe(200);
    expect(SpanReceiver.of(store).counts[signal]).toBe(3);
    expect((await contentOf(store)).sessions).toEqual([]);
    expect((await post('{', json, `/v1/${signal}`)).status).toBe(400);
  });

  test('no browser', async () => {
    const headers = { ...json, origin: 'http://127.0.0.1:4318' };
    expect((await post(oneSpan, headers)).headers.has('access-control-allow-origin')).toBe(false);
    const preflight = await app.request('/v1/traces', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(405);
  });
});

describe('answers only when it is stored', () => {
  test('after the append', async () => {
    const failing = createFailingStore();
    let release = () => {};
    failing.held = new Promise((resolve) => {
      release = resolve;
    });
    app = otlpHttpRoutes({ store: failing.store });
    let answered = false;
    const response = Promise.resolve(post(oneSpan, json)).finally(() => {
      answered = true;
    });
    await expect.poll(() => failing.asked).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    release();
    expect((await response).status).toBe(200);
  });

  test('503 with Retry-After where the store can not write, so that the sender keeps its spans', async () => {
    const failing = createFailingStore();
    failing.full = true;
    app = otlpHttpRoutes({ store: failing.store });
    const response = await post(oneSpan, json);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toEqual({
      code: 14,
      message: 'The spans could not be stored: the disk is full',
    });
    const inProtobuf = await post(new Uint8Array(protobufRequest()), protobuf);
    expect(await statusOf(inProtobuf)).toMatchObject({ code: 14, details: true });
    failing.full = false;
    expect((await post(oneSpan, json)).status).toBe(200);
  });

  test('429 with Retry-After where too much is under way', async () => {
    const failing = createFailingStore();
    let release = () => {};
    failing.held = new Promise((resolve) => {
      release = resolve;
    });
    SpanReceiver.of(failing.store, { budget: new ByteBudget(100_000) });
    app = otlpHttpRoutes({ store: failing.store });
    // Larger than the bound, and taken since nothing else is under way.
    const large = JSON.stringify(jsonRequest([{ name: 'x'.repeat(150_000) }]));
    const first = post(large, { ...json, 'content-length': String(large.length) });
    const { inFlight } = SpanReceiver.of(failing.store);
    await expect.poll(() => inFlight.heldBytes).toBeGreaterThan(100_000);
    const second = await post(oneSpan, json);
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(((await second.json()) as { code: number }).code).toBe(8);
    release();
    expect((await first).status).toBe(200);
    expect((await post(oneSpan, json)).status).toBe(200);
    expect(inFlight.heldBytes).toBe(0);
  });
});

describe('refuses', () => {
  test('another content-type', async () => {
    for (const headers of [{}, { 'content-type': 'text/plain' }]) {
      const response = await post(new Uint8Array(5), headers as Record<string, string>);
      expect(response.status).toBe(415);
      expect(((await response.json()) as { message: string }).message).toContain(
        'application/x-protobuf',
      );
    }
  });

  test('an unknown compression', async () => {
    expect((await post(oneSpan, { ...json, 'content-encoding': 'lzma' })).status).toBe(415);
  });

  test('another method', async () => {
    const response = await app.request('/v1/traces');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('malformed bodies, in the format of the request', async () => {
    expect(await (await post('{"resourceSpans":1}', json)).json()).toEqual({
      code: 3,
      message: 'The JSON is no OTLP: resourceSpans has to be a list, not 1.',
    });
    const response = await post(new Uint8Array([0x0a, 0x05]), protobuf);
    expect(response.status).toBe(400);
    expect(await statusOf(response)).toEqual({
      code: 3,
      message:
        'The protobuf is malformed: at byte 1, expected 5 bytes of resource_spans, and 0 are there.',
      details: false,
    });
  });

  test('who has no token', async () => {
    app = otlpHttpRoutes({
      store,
      authorize: (headers) => headers.get('authorization') === 'Bearer t',
    });
    expect((await post(oneSpan, json)).status).toBe(401);
    expect((await post(oneSpan, { ...json, authorization: 'Bearer t' })).status).toBe(200);
    expect(await storedNames()).toEqual(['one']);
  });

  test('large bodies and bombs', async () => {
    app = otlpHttpRoutes({ store, limits: { maxBytes: 10_000, maxDecompressedBytes: 100_000 } });
    expect((await post(Buffer.alloc(10_001, ' '), json)).status).toBe(413);
    const gzip = { ...json, 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    const response = await post(new Uint8Array(bomb), gzip);
    expect(response.status).toBe(413);
    expect(((await response.json()) as { message: string }).message).toContain('100000 bytes');
    expect((await post(new Uint8Array(randomBytes(100)), gzip)).status).toBe(400);
    expect((await post('['.repeat(9000), json)).status).toBe(400);
  });
});

test('a slow body is given up', async () => {
  app = otlpHttpRoutes({ store, limits: { timeoutMs: 50 } });
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"resourceSpans":[')),
  });
  const request = new Request('http://127.0.0.1/v1/traces', {
    method: 'POST',
    headers: json,
    body,
    duplex: 'half',
  } as RequestInit);
  expect((await app.request(request)).status).toBe(408);
  expect(SpanReceiver.of(store).inFlight.heldBytes).toBe(0);
});

test('a sender of too much gets the answer, and the next request goes through', async () => {
  await using receiving = await startReceiving();
  const send = (body: Buffer, headers: Record<string, string> = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${receiving.httpUrl}/v1/traces`, {
        method: 'POST',
        headers: { ...json, ...headers },
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.end(body);
    });
  const tooMuch = Buffer.alloc(17 * 1024 * 1024, ' ');
  expect(await send(tooMuch, { 'content-length': String(tooMuch.length) })).toBe(413);
  expect(await send(tooMuch, { 'transfer-encoding': 'chunked' })).toBe(413);
  expect(await send(Buffer.from(oneSpan))).toBe(200);
});

test('a sender that breaks off leaves nothing behind', async () => {
  await using receiving = await startReceiving();
  const counts = SpanReceiver.of(receiving.store).counts;
  const request = httpRequest(`${receiving.httpUrl}/v1/traces`, {
    method: 'POST',
    headers: { ...json, 'content-length': 1000 },
  });
  request.on('error', () => {});
  request.write('{"resource');
  await expect.poll(() => counts.requests).toBe(1);
  request.destroy();
  await expect.poll(() => SpanReceiver.of(receiving.store).inFlight.heldBytes).toBe(0);
  expect((await contentOf(receiving.store)).sessions).toEqual([]);
});
