import { describe, expect, it } from 'vitest';
import { isAllowedHost, isLoopback } from '../../src/serve/security/host.ts';
import { isAllowedOrigin } from '../../src/serve/security/origin.ts';
import { collector, listening, type Options } from './collector.ts';

const paths = ['/api/v1/sessions', '/api/v1/live', '/metrics', '/healthz', '/', '/nothing'];

async function status(path: string, headers: Record<string, string>, options: Options = {}) {
  const { ask } = collector(options);
  const answer = await ask(path, { headers });
  const body = answer.status === 200 ? undefined : await answer.json();
  await answer.body?.cancel().catch(() => {});
  return [answer.status, body?.error?.code];
}

describe('the Host header', () => {
  it.each(paths)('of another name is refused at %s', async (path) => {
    expect(await status(path, { host: 'evil.example' })).toEqual([403, 'foreign_host']);
  });

  it.each([
    ['127.0.0.1:4242', true],
    ['127.1.2.3', true],
    ['localhost:9999', true],
    ['LOCALHOST', true],
    ['[::1]:4242', true],
    ['localhost.evil.example', false],
    ['evil.example:4242', false],
    ['127.0.0.1.evil.example', false],
    ['192.168.1.5', false],
    ['', false],
    ['localhost:4242@evil.example', false],
    ['[::1', false],
  ])('%s on loopback: %s', (header, allowed) => {
    expect(isAllowedHost(header, { host: '127.0.0.1' })).toBe(allowed);
  });

  it.each([
    ['192.168.1.5:4242', { host: '0.0.0.0' }, true],
    ['[fd00::1]:4242', { host: '::' }, true],
    ['my-machine', { host: '0.0.0.0' }, false],
    ['My-Machine:4242', { host: '0.0.0.0', allowedHosts: ['my-machine'] }, true],
    ['192.168.1.5', { host: '192.168.1.5' }, true],
    ['192.168.1.6', { host: '192.168.1.5' }, false],
  ])('%s for %j: %s', (header, rules, allowed) => {
    expect(isAllowedHost(header, rules)).toBe(allowed);
  });

  it.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['127.evil.example', false],
    ['10.0.0.1', false],
  ])('is %s loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('the Origin header', () => {
  it.each(paths)('of another page is refused at %s', async (path) => {
    const headers = { host: '127.0.0.1:4242', origin: 'http://evil.example' };
    expect(await status(path, headers)).toEqual([403, 'foreign_origin']);
  });

  it.each([
    [undefined, true],
    ['http://127.0.0.1:4242', true],
    ['http://127.0.0.1:8080', false],
    ['https://127.0.0.1:4242', true],
    ['null', false],
    ['file://', false],
    ['http://localhost:5173', true],
    ['http://localhost:5174', false],
  ])('%s: %s', (origin, allowed) => {
    expect(isAllowedOrigin(origin, '127.0.0.1:4242', ['http://localhost:5173'])).toBe(allowed);
  });

  it('that is foreign can’t send either, however simple the request', async () => {
    const { ask, store } = collector();
    for (const type of ['text/plain', 'application/x-ndjson']) {
      const answer = await ask('/api/v1/ingest', {
        method: 'POST',
        headers: { origin: 'http://evil.example', 'content-type': type },
        body: '{"v":1,"writer":"w","seq":0,"time":1,"kind":"heartbeat"}\n',
      });
      expect(answer.status).toBe(403);
    }
    expect((await store.reader.health()).records).toBe(0);
  });

  it('that is allowed may read answers and ask beforehand', async () => {
    const origin = 'http://localhost:5173';
    const { ask } = collector({ allowedOrigins: [origin], token: 't' });
    const before = await ask('/api/v1/sessions', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(before.status).toBe(204);
    expect(before.headers.get('access-control-allow-headers')).toContain('authorization');
    const answer = await ask('/api/v1/sessions', {
      headers: { origin, authorization: 'Bearer t' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });
});

describe('a token', () => {
  const token = 'correct horse';

  it.each([
    '/api/v1/sessions',
    '/api/v1/live',
    '/api/v1/openapi.json',
    '/api/v1/nothing',
    '/metrics',
  ])('is asked for at %s', async (path) => {
    expect(await status(path, {}, { token })).toEqual([401, 'unauthorized']);
    for (const authorization of ['Bearer', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`]) {
      expect(await status(path, { authorization }, { token })).toEqual([401, 'unauthorized']);
    }
    const [found] = await status(path, { authorization: `bearer  ${token}` }, { token });
    expect(found).toBe(path.endsWith('nothing') ? 404 : 200);
  });

  it.each(['/api/v1/ingest', '/api/v1/import'])(
    'is asked for before anything is read at %s',
    async (path) => {
      const { ask } = collector({ token });
      const answer = await ask(path, { method: 'POST', body: 'x'.repeat(100) });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.text()).not.toContain(token);
    },
  );

  it.each([
    '/%61pi/v1/sessions',
    '//api/v1/sessions',
    '/api//v1/sessions',
    '/API/v1/sessions',
    '/x/../api/v1/sessions',
  ])('is not got around by writing %s', async (path) => {
    const [found] = await status(path, {}, { token });
    expect([401, 404]).toContain(found);
  });

  it.each(['/healthz', '/readyz', '/'])('is not needed at %s', async (path) => {
    expect(await status(path, {}, { token })).toEqual([200, undefined]);
  });

  it('guards what is mounted, unless that does so itself', async () => {
    const { Hono } = await import('hono');
    const app = () => new Hono().get('/hello', (c) => c.text('hello'));
    const receivers = [
      { path: '/v2', app: app() },
      { path: '/v3', app: app(), authorises: true },
    ];
    expect(await status('/v2/hello', {}, { token, receivers })).toEqual([401, 'unauthorized']);
    expect(await status('/v3/hello', {}, { token, receivers })).toEqual([200, undefined]);
  });

  it('has to be there where others can reach the collector', async () => {
    const started = listening(collector(), { host: '0.0.0.0' });
    await expect(started).rejects.toThrow(
      /needs a token there: give one, or listen on 127\.0\.0\.1/,
    );
  });

  it('is then asked for over the network', async () => {
    const served = collector({ host: '0.0.0.0', token });
    const { port } = await listening(served, { host: '0.0.0.0', token });
    const url = `http://127.0.0.1:${port}/api/v1/sessions`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'Bearer nope' } })).status).toBe(401);
    const authorization = `Bearer ${token}`;
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  });
});

describe('answers', () => {
  it.each([
    ['/api/v1/sessions', 200],
    ['/api/v1/sessions?x', 400],
    ['/api/v1/nothing', 404],
    ['/healthz', 200],
    ['/', 200],
  ])('of %s keep a browser from making something else of them', async (path, expected) => {
    const { ask } = collector();
    const { status: found, headers } = await ask(path);
    expect(found).toBe(expected);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('that refuse an early guard have them too', async () => {
    const { ask } = collector();
    const { headers } = await ask('/', { headers: { host: 'evil.example' } });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('to an address that is too long say so', async () => {
    expect(await status(`/api/v1/sessions?name=${'x'.repeat(9000)}`, {})).toEqual([
      414,
      'address_too_long',
    ]);
  });
});
