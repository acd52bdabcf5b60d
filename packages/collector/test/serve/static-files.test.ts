import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { collector, listening } from './collector.ts';

/** A built dashboard, next to something that is nobody's business. */
function dashboard() {
  const outside = tempDir();
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  const directory = join(outside, 'dist');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  const put = (name: string, text: string) => writeFileSync(join(directory, name), text);
  put('index.html', '<!doctype html><title>Dashboard</title>');
  put('assets/index-BbX3k9aQ.js', 'export {}');
  put('assets/style.css', 'body {}');
  put('.env', 'secret');
  put('empty.txt', '');
  symlinkSync(join(outside, 'secret.txt'), join(directory, 'link.txt'));
  symlinkSync(outside, join(directory, 'up'));
  return collector({ staticDirectory: directory, token: 'not for files' });
}

describe('the dashboard', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/sessions/0192f0c1', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/style.css', 'text/css; charset=utf-8', 'no-cache'],
    [
      '/assets/index-BbX3k9aQ.js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
    ['/empty.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ])('%s is %s, %s', async (path, type, caching) => {
    const { ask } = dashboard();
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toBe(caching);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const { length } = await answer.text();
    expect(length).toBe(Number(answer.headers.get('content-length')));
  });

  it.each(['/assets/gone.js', '/api/sessions', '/api/v1/nothing', '/favicon.ico'])(
    'has no page at %s',
    async (path) => {
      const { ask } = dashboard();
      const answer = await ask(path, { headers: { authorization: 'Bearer not for files' } });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/json');
    },
  );

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/%2e%2e%5c%2e%2e%5csecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/secret.txt%00.html',
    '/link.txt',
    '/up/secret.txt',
    '/up',
    '/.env',
    '/assets/../.env',
    '//secret.txt',
    '/%ff',
    '/assets',
    '/C:/secret.txt',
    '/%2fetc%2fpasswd',
  ])('does not lead out of its directory: %s', async (path) => {
    const served = dashboard();
    const { port } = await listening(served);
    const { connect } = await import('node:net');
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    let answer = '';
    for await (const data of socket) answer += data;
    expect(answer).not.toContain('secret\r');
    expect(answer).not.toMatch(/\r\n\r\nsecret|root:/);
    // The page itself may stand where no file is meant.
    expect(answer).toMatch(/^HTTP\/1\.1 (?:404 |400 |200 [\s\S]*<title>Dashboard)/);
    expect(served.errors).toEqual([]);
  });

  it('is only read', async () => {
    const { ask } = dashboard();
    expect((await ask('/index.html', { method: 'POST' })).status).toBe(404);
    const head = await ask('/index.html', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

it('without a dashboard, a page says where the API is', async () => {
  const { ask } = collector();
  const answer = await ask('/');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await answer.text()).toContain('href="/api/v1/sessions"');
  expect((await ask('/index.html')).status).toBe(404);
});
