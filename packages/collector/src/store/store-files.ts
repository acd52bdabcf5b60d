import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreOpenError } from '@agentops/store';

/** Where a store is kept. */
export type StoreLocation =
  /** In this directory, which is made where it is not there. */
  | { directory: string }
  /** In this file. */
  | { path: string };

export interface StoreFiles {
  database: string;
  /** Locked while a collector has the store. */
  lock: string;
  /** Who has it. */
  pid: string;
}

export function storeFiles(location: StoreLocation): StoreFiles {
  const database = resolve(
    'path' in location ? location.path : join(location.directory, 'collector.db'),
  );
  const base = database.replace(/\.db$/, '');
  return { database, lock: `${base}.lock`, pid: `${base}.pid` };
}

/**
 * Makes the directory, for nobody else to read.
 * @throws StoreOpenError where it can't be made
 */
export function prepareDirectory(files: StoreFiles): void {
  const directory = dirname(files.database);
  const missing: string[] = [];
  let nearest = directory;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) {
    missing.unshift(nearest);
    nearest = dirname(nearest);
  }
  if (existsSync(nearest) && !statSync(nearest).isDirectory()) {
    throw new StoreOpenError(`${nearest} is a file: give a directory.`);
  }
  try {
    // One by one: `recursive` spins for ever where a file system says ENOENT to what it does not allow, as /proc does (Node.js 24).
    for (const path of missing) makeDirectory(path);
  } catch (cause) {
    throw new StoreOpenError(
      `The directory ${directory} can't be made (${(cause as Error).message}): give one that can be written to.`,
      { cause },
    );
  }
}

/** Another process may make it at the same time. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Makes an empty file that nobody else can read, where there is none. One that is there is left unopened: to close it again
 * would end the locks that this process has on it.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new StoreOpenError(
      `${path} can't be made (${(cause as Error).message}): give a directory that can be written to.`,
      { cause },
    );
  }
}
