import type { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '@agentops/store';
import { v1 } from './v1.ts';

/** SQL that brings a database from the version before to the next. The place in the list is the number, from 1. */
export const migrations: readonly string[] = [v1];

/** Marks a file as one of ours: "AGOP". */
const applicationId = 0x41474f50;

export function versionOf(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/**
 * Changes nothing.
 * @throws StoreOpenError where the database is another program's, or of a newer collector
 */
export function checkVersion(db: DatabaseSync, path: string, newest = migrations.length): void {
  const { application_id: id } = db.prepare('PRAGMA application_id').get() as {
    application_id: number;
  };
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
  if (tables.n > 0 && id !== applicationId) {
    throw new StoreOpenError(`${path} is another program's database: give another file.`);
  }
  const version = versionOf(db);
  if (version > newest) {
    throw new StoreOpenError(
      `${path} was written by a newer collector (schema ${version}; this one knows ${newest}): update @agentops/collector. Nothing was changed.`,
    );
  }
}

/** Brings the database to the newest version, each step in a transaction of its own. */
export function migrate(db: DatabaseSync, steps: readonly string[] = migrations): void {
  for (let version = versionOf(db); version < steps.length; version++) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(steps[version] as string);
      db.exec(`PRAGMA application_id = ${applicationId}`);
      db.exec(`PRAGMA user_version = ${version + 1}`);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}
