import type { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '@agentops/store';
import { otherTables } from './other-tables.ts';
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
 * @throws StoreOpenError where the database is another program's, of a newer collector, or of one from before the first release
 */
export function checkVersion(db: DatabaseSync, path: string): void {
  const { application_id: id } = db.prepare('PRAGMA application_id').get() as {
    application_id: number;
  };
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
  if (tables.n > 0 && id !== applicationId) {
    throw new StoreOpenError(`${path} is another program's database: give another file.`);
  }
  const version = versionOf(db);
  const newest = migrations.length;
  if (version > newest) {
    throw new StoreOpenError(
      `${path} was written by a newer collector (schema ${version}; this one knows ${newest}): update @agentops/collector. Nothing was changed.`,
    );
  }
  const [first, ...more] = otherTables(db, migrations.slice(0, version));
  if (first !== undefined) {
    throw new StoreOpenError(
      `${path} was written before the first release, with other tables than schema ${version} has (${first}${more.length > 0 ? `, and ${more.length} more` : ''}): move it away, with its -wal and -shm files, and start again. What the spool still has is taken in anew; the collector that wrote the file can export the rest. Nothing was changed.`,
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
