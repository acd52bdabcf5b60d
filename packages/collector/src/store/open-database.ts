import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '@agentops/store';
import { checkVersion, migrate } from './schema/migrate.ts';
import { isDamaged } from './sqlite-errors.ts';
import { createPrivately } from './store-files.ts';

const cacheKiB = 128 * 1024;
/** Pages of 8 KiB in the log before they go to their places: often enough that a stall is short, seldom enough that a page changed many times is written once. */
const checkpointPages = 4000;

/**
 * Opens the store's database to write, makes or migrates its tables, and looks for damage: after a crash, and where the file is no
 * larger than `checkUpToBytes`.
 * @throws StoreOpenError
 */
export function openForWriting(path: string, checkUpToBytes = 0): DatabaseSync {
  createPrivately(path);
  let db: DatabaseSync | undefined;
  try {
    if (statSync(path).size > 0) withConnection(path, true, (found) => checkVersion(found, path));
    db = new DatabaseSync(path, { timeout: 10_000, enableForeignKeyConstraints: false });
    db.exec('PRAGMA page_size = 8192');
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA cache_size = -${cacheKiB}`);
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    db.exec(`PRAGMA journal_size_limit = ${64 * 1024 * 1024}`);
    migrate(db);
    check(db, path, checkUpToBytes);
    return db;
  } catch (cause) {
    closeQuietly(db);
    throw toOpenError(cause, path);
  }
}

/**
 * A connection that can't write.
 * @throws StoreOpenError
 */
export function openForReading(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, {
      readOnly: true,
      timeout: 10_000,
      enableForeignKeyConstraints: false,
    });
    checkVersion(db, path);
    db.exec(`PRAGMA cache_size = -${cacheKiB}`);
    db.exec(`PRAGMA mmap_size = ${2 ** 31}`);
    return db;
  } catch (cause) {
    closeQuietly(db);
    throw toOpenError(cause, path);
  }
}

/** What `PRAGMA quick_check` complains of. */
export function damageIn(db: DatabaseSync): string[] {
  return db
    .prepare('PRAGMA quick_check(20)')
    .all()
    .map((row) => String(row.quick_check))
    .filter((line) => line !== 'ok');
}

function check(db: DatabaseSync, path: string, upToBytes: number): void {
  const { value: clean } = db.prepare("SELECT value FROM meta WHERE key = 'clean'").get() as {
    value: number;
  };
  if (clean === 1) {
    db.exec("UPDATE meta SET value = 0 WHERE key = 'clean'");
    if (statSync(path).size > upToBytes) return;
  }
  const problems = damageIn(db);
  if (problems.length > 0) throw damaged(path, problems.join('; '));
}

function withConnection(path: string, readOnly: boolean, use: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path, { readOnly, timeout: 10_000 });
  try {
    use(db);
  } finally {
    db.close();
  }
}

function toOpenError(cause: unknown, path: string): StoreOpenError {
  if (cause instanceof StoreOpenError) return cause;
  const message = (cause as Error).message;
  if (isDamaged(cause)) return damaged(path, message, cause);
  return new StoreOpenError(
    `${path} can't be opened (${message}): see that it and its directory can be written to, and that the disk has room.`,
    { cause },
  );
}

function damaged(path: string, what: string, cause?: unknown): StoreOpenError {
  return new StoreOpenError(
    `${path} is damaged (${what}): restore it from a backup, or move it away to begin anew.`,
    { cause },
  );
}

function closeQuietly(db: DatabaseSync | undefined): void {
  try {
    db?.close();
  } catch {
    // What is wrong with it is being reported already.
  }
}
