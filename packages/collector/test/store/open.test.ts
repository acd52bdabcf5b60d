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
import { StoreOpenError } from '@agentops/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
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

async function refusal(directory: string): Promise<StoreOpenError> {
  const error = await openSqliteStore({ directory }).then(
    async (store) => {
      await store.close();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreOpenError);
  return error as StoreOpenError;
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
    const path = await filled(directory);
    const db = new DatabaseSync(path);
    db.exec("UPDATE meta SET value = 0 WHERE key = 'clean'");
    const { rootpage } = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'event_start'")
      .get() as { rootpage: number };
    db.close();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4000, 0x5a), 0, 4000, (rootpage - 1) * 8192 + 100);
    closeSync(file);
    const { message } = await refusal(directory);
    expect(message).toContain('damaged');
    expect(message).toContain('restore it from a backup');
  });

  it('needs a Node.js and an SQLite that keep data safely, and says which', () => {
    checkRuntime(process.versions);
    checkRuntime({ node: '26.0.0', sqlite: '3.51.3' });
    expect(() => checkRuntime({ node: '24.14.9', sqlite: '3.53.0' })).toThrow(/24\.15\.0 or newer/);
    expect(() => checkRuntime({ node: '24.15.0', sqlite: '3.51.2' })).toThrow(/3\.51\.3 or newer/);
    expect(() => checkRuntime({ node: '24.15.0' })).toThrow(StoreOpenError);
  });
});
