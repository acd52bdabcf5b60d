import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Diagnostic } from '@agentops/core';
import { StoreOpenError } from '@agentops/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { openStored } from '../../src/query/open-stored.ts';
import { checkRuntime } from '../../src/store/runtime-check.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { Lines } from './fixtures/records.ts';

async function filled(directory: string, events = 300): Promise<string> {
  const store = await openSqliteStore({ directory });
  const lines = new Lines();
  await store.append(
    lines.begin() + Array.from({ length: events }, () => lines.tool('y'.repeat(2000))).join(''),
  );
  await store.project();
  await store.close();
  return join(directory, 'collector.db');
}

async function refusal(directory: string, check = false): Promise<StoreOpenError> {
  const error = await openSqliteStore({ directory, check }).then(
    async (store) => {
      await store.close();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreOpenError);
  return error as StoreOpenError;
}

/** Writes over a page of an index, after `sql`. */
function damage(path: string, sql = ''): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  const { rootpage } = db
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'event_start'")
    .get() as { rootpage: number };
  db.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4000, 0x5a), 0, 4000, (rootpage - 1) * 8192 + 100);
  closeSync(file);
}

describe('opening a store', () => {
  it('makes a directory and files that nobody else can read', async () => {
    const directory = join(tempDir(), 'deep', 'store');
    const store = await openSqliteStore({ directory });
    onTestFinished(() => store.close());
    await store.append(new Lines().begin());
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const names = readdirSync(directory);
    expect(names).toContain('collector.db-wal');
    for (const name of names) expect(statSync(join(directory, name)).mode & 0o077, name).toBe(0);
  });

  it('is refused where there is a file, or nothing can be made', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    expect((await refusal(file)).message).toBe(`${file} is a file: give a directory.`);
    expect((await refusal(join(file, 'below'))).message).toBe(
      `${file} is a file: give a directory.`,
    );
  });

  it('is refused while this process has it, and possible when it was closed', async () => {
    const directory = tempDir();
    const store = await openSqliteStore({ directory });
    expect((await refusal(directory)).message).toContain(`process ${process.pid}`);
    await store.append(new Lines().begin());
    expect((await store.reader.sessions()).items).toHaveLength(1);
    await store.close();
    await (await openSqliteStore({ directory })).close();
  });

  it('is refused while another process has it, by its number, and possible once that was killed', async () => {
    const directory = tempDir();
    const program = join(import.meta.dirname, 'fixtures/append-for-ever.ts');
    const child = spawn(process.execPath, [program, directory, '0']);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect((await refusal(directory)).message).toContain(`process ${child.pid}`);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await (await openSqliteStore({ directory })).close();
  });

  it('is refused where a newer collector wrote, and changes nothing', async () => {
    const directory = tempDir();
    const path = await filled(directory, 3);
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 999');
    db.close();
    const before = readFileSync(path);
    expect((await refusal(directory)).message).toContain('newer collector (schema 999');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    ['a column is missing', 'ALTER TABLE event DROP COLUMN first_chunk', 'event.first_chunk'],
    [
      'a column has another name',
      'ALTER TABLE bucket RENAME rounds TO turns',
      'bucket.rounds, and 1 ',
    ],
    ['a column is too many', 'ALTER TABLE writer ADD COLUMN host', 'writer.host'],
    ['a table is missing', 'DROP TABLE kept_prompt', 'kept_prompt.event_id, and 2 '],
    ['an index is missing', 'DROP INDEX event_open', 'CREATE INDEX event_open'],
  ])('is refused where an early collector made the tables: %s', async (_, difference, says) => {
    const directory = tempDir();
    const path = await filled(directory, 3);
    const db = new DatabaseSync(path);
    db.exec(difference);
    db.close();
    const before = readFileSync(path);
    const { message } = await refusal(directory);
    expect(message).toContain('before the first release');
    expect(message).toContain(says);
    expect(message).toContain('move it away');
    await expect(openStored({ directory })).rejects.toThrow(new StoreOpenError(message));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('does not mind a table and an index of somebody’s own', async () => {
    const directory = tempDir();
    const db = new DatabaseSync(await filled(directory, 3));
    db.exec('CREATE TABLE note (text); CREATE INDEX mine ON event (name)');
    db.close();
    await (await openSqliteStore({ directory })).close();
  });

  it('is refused for another program’s database, and for what is no database', async () => {
    const directory = tempDir();
    const db = new DatabaseSync(join(directory, 'collector.db'));
    db.exec('CREATE TABLE recipe (name)');
    db.close();
    expect((await refusal(directory)).message).toContain('another program');
    const text = join(directory, 'text');
    mkdirSync(text);
    writeFileSync(join(text, 'collector.db'), 'Dear diary, '.repeat(1000));
    expect((await refusal(text)).message).toContain('damaged');
  });

  it('finds damage after a crash, and says what to do', async () => {
    const directory = tempDir();
    damage(await filled(directory), "UPDATE meta SET value = 0 WHERE key = 'clean'");
    const { message } = await refusal(directory);
    expect(message).toContain('damaged');
    expect(message).toContain('restore it from a backup');
  });

  it('finds damage without a crash too, where that is asked for', async () => {
    const directory = tempDir();
    damage(await filled(directory));
    expect((await refusal(directory, true)).message).toContain('restore it from a backup');
  });

  it('looks through a large file meanwhile, and tells', async () => {
    const directory = tempDir();
    damage(await filled(directory));
    const said: Diagnostic[] = [];
    const store = await openSqliteStore({
      directory,
      check: true,
      checkFirstUpToBytes: 0,
      onDiagnostic: (diagnostic) => said.push(diagnostic),
    });
    onTestFinished(() => store.close());
    await expect
      .poll(() => said, { timeout: 10_000 })
      .toMatchObject([
        { level: 'error', code: 'store-damaged', message: expect.stringContaining('restore it') },
      ]);
  });

  it('needs a Node.js and an SQLite that keep data safely, and says which', () => {
    checkRuntime(process.versions);
    checkRuntime({ node: '26.0.0', sqlite: '3.51.3' });
    expect(() => checkRuntime({ node: '24.14.9', sqlite: '3.53.0' })).toThrow(/24\.15\.0 or newer/);
    expect(() => checkRuntime({ node: '24.15.0', sqlite: '3.51.2' })).toThrow(/3\.51\.3 or newer/);
    expect(() => checkRuntime({ node: '24.15.0' })).toThrow(StoreOpenError);
  });
});
