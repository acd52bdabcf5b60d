import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreInUseError, StoreOpenError } from '@agentops/store';
import { isBusy } from './sqlite-errors.ts';
import { createPrivately, type StoreFiles } from './store-files.ts';

/**
 * Keeps a second collector off the same store. The lock is one of the operating system, which SQLite takes on a file of its
 * own: it ends with the process, however that ends.
 *
 * @returns what gives it up
 * @throws StoreInUseError where another collector has it, naming its process
 */
export function lockStore(files: StoreFiles): () => void {
  createPrivately(files.lock);
  const holder = new DatabaseSync(files.lock, { timeout: 0 });
  try {
    holder.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    holder.close();
    if (isBusy(cause)) throw heldBy(files, cause);
    throw new StoreOpenError(
      `${files.lock} can't be locked (${(cause as Error).message}): give a directory that can be written to.`,
      { cause },
    );
  }
  try {
    writeFileSync(files.pid, `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // It only says who; on a full disk the lock does without.
  }
  return () => {
    rmSync(files.pid, { force: true });
    holder.close();
  };
}

function heldBy(files: StoreFiles, cause: unknown): StoreInUseError {
  let pid = 'unknown';
  try {
    pid = readFileSync(files.pid, 'utf8').trim();
  } catch {
    // It was just taken, or the disk is full.
  }
  return new StoreInUseError(
    `Another collector (process ${pid}) has ${files.database}: stop it, or give this one another directory.`,
    { cause },
  );
}
