import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { openStored, startCollector } from '../../src/index.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { collector, demoCollector } from './collector.ts';
import { recordDemo, recorded } from './recording.ts';

const post = (body: unknown, type = 'application/json') => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

it('deletes the sessions that are named, and says how much that was', async () => {
  const { ask, json } = await demoCollector();
  const { items } = await json('/api/v1/sessions');
  const [first, ...others] = items.map(({ id }: { id: string }) => id);
  const answer = await ask('/api/v1/prune', post({ sessionIds: [first, 'not there'] }));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ sessions: 1, events: expect.any(Number) });
  const left = (await json('/api/v1/sessions')).items.map(({ id }: { id: string }) => id);
  expect(left).toEqual(others);
  const all = await ask('/api/v1/prune', post({ maxAgeMs: 0 }));
  expect(await all.json()).toMatchObject({ sessions: others.length });
  expect((await json('/api/v1/sessions')).items).toEqual([]);
});

it.each([
  ['{}', 400, 'What is to go? Give maxAgeMs, maxBytes or sessionIds'],
  ['no JSON', 400, 'no JSON'],
  ['{"maxAgeMs":-1}', 400, 'maxAgeMs: '],
  ['{"maxAge":1}', 400, 'maxAge'],
  ['{"sessionIds":"all"}', 400, 'sessionIds: '],
])('deletes nothing where it is asked for %s', async (body, status, message) => {
  const { ask, json } = await demoCollector();
  const answer = await ask('/api/v1/prune', post(body));
  expect(answer.status).toBe(status);
  expect((await answer.json()).error.message).toContain(message);
  expect((await ask('/api/v1/prune', post('{"maxAgeMs":0}', 'text/plain'))).status).toBe(415);
  expect((await json('/api/v1/sessions')).items).toHaveLength(3);
});

it('needs the token for both, and lets no page of another origin do it', async () => {
  const { ask } = collector({ token: 'open sesame' });
  const all = post({ maxAgeMs: 0 });
  for (const [path, init] of [
    ['/api/v1/prune', all],
    ['/api/v1/backup', { headers: {} }],
  ] as const) {
    expect((await ask(path, init)).status).toBe(401);
    const headers = { ...init.headers, origin: 'http://evil.example' };
    expect((await ask(path, { ...init, headers })).status).toBe(403);
  }
});

it('hands out a copy that can be opened, of a store in use, and leaves no file behind', async () => {
  const directory = tempDir();
  const leftOver = join(directory, 'backup-00000000-0000-4000-8000-000000000000.db.part');
  writeFileSync(leftOver, 'of a collector that was killed');
  const running = await startCollector({
    directory,
    port: 0,
    otlpHttpPort: false,
    otlpGrpcPort: false,
  });
  onTestFinished(() => running.close());
  expect(existsSync(leftOver)).toBe(false);
  await running.store.append(recorded(recordDemo));
  await running.store.project();
  const url = new URL('/api/v1/backup', running.url);
  const head = await fetch(url, { method: 'HEAD' });
  expect(head.headers.get('content-type')).toBe('application/octet-stream');
  const answer = await fetch(url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(answer.headers.get('content-length')).toBe(String(bytes.length));
  expect(readdirSync(directory).filter((name) => name.startsWith('backup-'))).toEqual([]);

  const copy = tempDir();
  writeFileSync(join(copy, 'collector.db'), bytes);
  const stored = await openStored({ directory: copy });
  onTestFinished(() => stored.close());
  expect((await stored.reader.sessions()).items).toEqual(
    (await running.store.reader.sessions()).items,
  );
});

it('makes one copy at a time, and gives up one that nobody wants any more', async () => {
  const directory = tempDir();
  const store = await openSqliteStore({ directory });
  const { ask } = collector({ store, backupDirectory: directory });
  const [one, two] = await Promise.all([ask('/api/v1/backup'), ask('/api/v1/backup')]);
  expect([one?.status, two?.status].sort()).toEqual([200, 429]);
  const [refused, taken] = one?.status === 429 ? [one, two] : [two, one];
  expect(refused?.headers.get('retry-after')).toBe('10');
  await taken?.body?.cancel();
  const next = await ask('/api/v1/backup');
  expect(next.status).toBe(200);
  await next.body?.cancel();
});
