import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { migrate, migrations, versionOf } from '../../src/store/schema/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { Lines } from './fixtures/records.ts';

const message = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] });

async function opened(directory = tempDir()) {
  const store = await openSqliteStore({ directory });
  onTestFinished(() => store.close());
  return { store, directory, path: join(directory, 'collector.db') };
}

it('keeps what prompts of other sessions build on when it deletes a session, as long as they are there', async () => {
  const { store } = await opened();
  const [first, second] = [new Lines('old', 'w1'), new Lines('new', 'w2')];
  await store.append(first.call('a', { keep: 0, add: [message('one'), message('two')] }));
  await store.append(first.call('b', { base: 'a', keep: 2, add: [message('three')] }));
  await store.append(second.call('c', { base: 'b', keep: 3, add: [message('four')] }));
  await store.append(second.call('d', { base: 'c', keep: 4, add: [message('five')] }));
  const before = await store.reader.sessionEvents('new');
  await store.prune({ sessionIds: ['old'] });
  expect(await store.reader.event('a')).toBeUndefined();
  expect(await store.reader.sessionEvents('new')).toEqual(before);
  const last = before.items.at(-1) as { inputMessages?: unknown[]; content?: string };
  expect(last.inputMessages).toHaveLength(5);
  expect(last.content).toBeUndefined();
  await store.append(second.call('e', { base: 'd', keep: 5, add: [message('six')] }));
  expect(await store.reader.event('e')).toMatchObject({ inputMessages: { length: 6 } });
  await store.prune({ sessionIds: ['new'] });
  expect(await store.check()).toEqual({ ok: true, problems: [] });
  expect((await store.reader.health()).events).toBe(0);
});

it('gives the disk its room back, and takes appends while it deletes', async () => {
  const { store, path } = await opened();
  for (let n = 0; n < 40; n++) {
    const lines = new Lines(`s${n}`, `w${n}`, 1_700_000_000_000 + n * 1000);
    const tools = Array.from({ length: 20 }, () => lines.tool('z'.repeat(5000)));
    await store.append(lines.begin() + tools.join('') + lines.end());
  }
  await store.project();
  const { bytes } = await store.reader.health();
  const live = new Lines('live', 'w-live', Date.now());
  const appended: Promise<unknown>[] = [];
  const pruned = await store.prune({ maxAgeMs: 60_000 }, () => {
    appended.push(store.append(live.tool()));
  });
  await Promise.all(appended);
  expect(pruned).toMatchObject({ sessions: 40, events: 800 });
  expect(pruned.bytes).toBeGreaterThan(bytes / 2);
  expect(statSync(path).size).toBeLessThan(bytes / 2);
  expect((await store.reader.events({ sessionId: 'live' })).items).toHaveLength(appended.length);
  expect(await store.check()).toEqual({ ok: true, problems: [] });
});

it('copies a store that is written to all the while, whole and for nobody else to read', async () => {
  const { store } = await opened();
  const lines = new Lines();
  const tools = Array.from({ length: 3000 }, () => lines.tool('b'.repeat(2000)));
  await store.append(lines.begin() + tools.join(''));
  let copying = true;
  const progress: number[] = [];
  const path = join(tempDir(), 'copy.db');
  const copied = store
    .backup(path, ({ pages, of }) => progress.push(pages / of))
    .finally(() => {
      copying = false;
    });
  let meanwhile = 0;
  while (copying) {
    await store.append(lines.tool());
    meanwhile++;
  }
  await copied;
  expect(meanwhile).toBeGreaterThan(0);
  expect(progress.at(-1)).toBe(1);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const copy = await openSqliteStore({ path });
  onTestFinished(() => copy.close());
  const { events } = await copy.reader.health();
  expect(events).toBeGreaterThanOrEqual(3000);
  expect(events).toBeLessThanOrEqual(3000 + meanwhile);
  expect(await copy.check()).toEqual({ ok: true, problems: [] });
});

it('says which copy could not be made, and leaves nothing half', async () => {
  const { store } = await opened();
  const path = join(tempDir(), 'nowhere', 'copy.db');
  await expect(store.backup(path)).rejects.toThrow(/nowhere/);
  await store.append(new Lines().begin());
});

it('does not mind a clock that goes backwards', async () => {
  const { store, directory } = await opened();
  const later = new Lines('later', 'w1', 1_800_000_000_000);
  await store.append(later.begin() + later.tool());
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const earlier = new Lines('earlier', 'w1-again', 1_000_000);
  await store.append(earlier.begin() + earlier.tool() + earlier.end() + later.end());
  const { items } = await store.reader.sessions();
  expect(items.map(({ id, state }) => [id, state])).toEqual([
    ['later', 'Success'],
    ['earlier', 'Success'],
  ]);
  expect(await store.check()).toEqual({ ok: true, problems: [] });
  await store.close();
  const again = await openSqliteStore({ directory });
  onTestFinished(() => again.close());
  expect((await again.reader.events()).items).toHaveLength(2);
});

it('brings an older schema to the newest step by step, and none where one fails', async () => {
  const directory = tempDir();
  const first = await opened(directory);
  const lines = new Lines();
  await first.store.append(lines.begin() + lines.tool());
  await first.store.close();
  const db = new DatabaseSync(first.path);
  onTestFinished(() => db.close());
  const next = [
    ...migrations,
    'ALTER TABLE session ADD COLUMN colour TEXT; UPDATE session SET colour = id;',
  ];
  const broken = [...next, 'CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);'];
  expect(() => migrate(db, broken)).toThrow(/nowhere/);
  expect(versionOf(db)).toBe(2);
  expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
  expect(db.prepare('SELECT colour FROM session').get()).toEqual({ colour: 's1' });
  migrate(db, next);
  expect(versionOf(db)).toBe(2);
});

it('opens what the first version of the schema holds', async () => {
  const directory = tempDir();
  const path = join(directory, 'collector.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL');
  migrate(db, migrations.slice(0, 1));
  db.exec(`
    INSERT INTO writer (id, name, last_seq, numbered, first_numbered, last_numbered) VALUES (1, 'w1', 1, 2, 0, 1);
    INSERT INTO session (row, id, data, folded_name, start, state, owner, all_events, events, toolCalls, last_event, last_time)
      VALUES (1, 's1', '{"id":"s1","startTime":5,"tags":[],"agents":[],"hostEnv":{},"attributes":{},"source":null,"owner":"w1"}', '', 5, 0, 1, 1, 1, 1, 7, 7);
    INSERT INTO word (id, kind, text, events) VALUES (10, 4, 'look', 1), (11, 7, 'function', 0);
    UPDATE word SET events = 1 WHERE id IN (1, 8);
    INSERT INTO event (row, id, session, start, "end", duration, status, type, tool, kind) VALUES (1, 'e1', 1, 6, 7, 1, 1, 8, 10, 11);
    INSERT INTO session_word VALUES (1, 10, 1, 0);
    INSERT INTO bucket (hour, model, source, events, toolCalls) VALUES (0, 0, 0, 1, 1);
    INSERT INTO word_hour VALUES (0, 10, 1);
    INSERT INTO record (writer, seq, kind, session, body) VALUES
      (1, 0, 4, 1, '{"v":1,"writer":"w1","seq":0,"time":5,"kind":"session","phase":"start","session":{"id":"s1","startTime":5}}');
    INSERT INTO record (writer, seq, kind, event, body) VALUES
      (1, 1, 3, 1, '{"v":1,"writer":"w1","seq":1,"time":7,"kind":"end","event":{"id":"e1","type":"tool","sessionId":"s1","name":"look","startTime":6,"endTime":7,"status":"ok"}}');
    UPDATE meta SET value = 1 WHERE key IN ('sessions', 'events', 'rows');
    UPDATE meta SET value = 2 WHERE key = 'records';`);
  db.close();
  const { store } = await opened(directory);
  await store.project();
  expect(await store.check()).toEqual({ ok: true, problems: [] });
  expect((await store.reader.search({ text: 'look' })).items).toMatchObject([{ id: 'e1' }]);
  expect((await store.reader.sessions({ tool: ['look'] })).items).toMatchObject([{ id: 's1' }]);
  expect(await store.reader.event('e1')).toMatchObject({ name: 'look', endTime: 7 });
});
