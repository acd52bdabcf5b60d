import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ServerOptions, startServer } from '../../src/serve/server.ts';
import { collector, listening } from './collector.ts';

/** What comes back for these bytes, until the connection is closed. */
async function raw(port: number, ...pieces: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
    if (answer.endsWith('}')) socket.destroy();
  });
  socket.on('error', () => {});
  for (const piece of pieces) socket.write(piece);
  await once(socket, 'close');
  return answer;
}

const head = (line: string, ...headers: string[]) =>
  `${[line, 'host: 127.0.0.1', 'connection: close', ...headers].join('\r\n')}\r\n\r\n`;

describe('a port', () => {
  async function taken() {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    return (other.address() as AddressInfo).port;
  }

  it('that is taken is a reason to give up, in words', async () => {
    const port = await taken();
    await expect(listening(collector(), { port })).rejects.toThrow(
      `The collector can't listen on 127.0.0.1:${port}. Somebody else listens there: stop them, or choose another port.`,
    );
  });

  it('that is taken is passed over where that is wanted', async () => {
    const port = await taken();
    const server = await listening(collector(), { port, onPortTaken: 'next' });
    expect(server.port).toBeGreaterThan(port);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('on an address that is not here is a reason to give up', async () => {
    const started = listening(collector({ token: 't' }), { host: '192.0.2.1', token: 't' });
    await expect(started).rejects.toThrow(/can't listen on 192\.0\.2\.1:0\. /);
  });
});

describe('what is no request of ours', () => {
  it.each([
    ['headers that are too large', head('GET / HTTP/1.1', `x: ${'y'.repeat(20_000)}`), 431],
    ['an address that is far too large', head(`GET /${'y'.repeat(20_000)} HTTP/1.1`), 431],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['a backslash in the path', head('GET /..\\..\\etc HTTP/1.1'), 400],
    [
      'another Host',
      'GET /healthz HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
      403,
    ],
    ['an address of another host', head('GET http://evil.example/healthz HTTP/1.1'), 403],
    [
      'two lengths',
      head('POST /api/v1/ingest HTTP/1.1', 'content-length: 1', 'transfer-encoding: chunked'),
      400,
    ],
  ])('%s: refused', async (_, bytes, status) => {
    const { port, serverErrors } = await listening(collector());
    const answer = await raw(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(serverErrors).toEqual([]);
  });

  it('a WebSocket of a foreign page: refused', async () => {
    const { port } = await listening(collector());
    const upgrade = ['upgrade: websocket', 'connection: upgrade', 'origin: http://evil.example'];
    const lines = ['GET /api/v1/live HTTP/1.1', 'host: 127.0.0.1', ...upgrade];
    const answered = raw(port, `${lines.join('\r\n')}\r\n\r\n`);
    expect(await answered).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('headers that never end: refused in time', async () => {
    const { port } = await listening(collector(), { limits: { headersTimeoutMs: 100 } });
    expect(await raw(port, 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('a body that never ends: refused in time', async () => {
    const served = collector({ ingestLimits: { timeoutMs: 100 } });
    const { port } = await listening(served);
    const headers = ['content-type: application/x-ndjson', 'content-length: 100'];
    const answer = await raw(port, head('POST /api/v1/ingest HTTP/1.1', ...headers), '{"v":1');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('body_too_slow');
    expect(served.budget.heldBytes).toBe(0);
  });

  it('a body that breaks off: nothing is kept of it, and nothing is held', async () => {
    const served = collector();
    const { port } = await listening(served);
    const asked = request({ port, path: '/api/v1/ingest', method: 'POST' });
    asked.setHeader('content-type', 'application/x-ndjson');
    asked.setHeader('content-length', '1000');
    asked.on('error', () => {});
    asked.write('{"v":1,"writer":"w","seq":0,"time":1,"kind":"heartbeat"}\n');
    await expect.poll(() => served.budget.heldBytes).toBe(1000);
    asked.destroy();
    await expect.poll(() => served.budget.heldBytes).toBe(0);
    expect((await served.store.reader.health()).records).toBe(0);
    expect(served.errors).toEqual([]);
  });
});

describe('closing', () => {
  async function slowServer(limits: ServerOptions['limits'] = {}) {
    let asked = () => {};
    let answer = () => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const released = new Promise<void>((resolve) => (answer = resolve));
    const app = new Hono().get('/', async (c) => {
      asked();
      await released;
      return c.text('done');
    });
    const server = await startServer({ app, port: 0, onError: () => {}, limits });
    return { server, arrived, answer };
  }

  it('lets requests end that are under way, and takes no more', async () => {
    const { server, arrived, answer } = await slowServer();
    const answered = fetch(server.url);
    await arrived;
    const closed = server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    answer();
    expect(await (await answered).text()).toBe('done');
    await closed;
  });

  it('does not wait for ever', async () => {
    const { server, arrived } = await slowServer({ closeMs: 50 });
    const answered = fetch(server.url).catch((error: unknown) => error);
    await arrived;
    await server.close();
    expect(await answered).toBeInstanceOf(Error);
  });

  it('ends readers of events', async () => {
    const served = collector();
    const { url, close } = await listening(served);
    const { body } = await fetch(`${url}/api/v1/live`);
    const read = new Response(body).text();
    served.close();
    await close();
    expect(await read).toContain('retry: 2000');
  });
});
