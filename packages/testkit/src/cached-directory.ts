import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const makeTimeoutMs = 15 * 60_000;

export interface CachedDirectoryOptions {
  /** For people: what it is for. It says so on stderr while it is being made. */
  name: string;
  /** The beginning of the directory's name. */
  kind: string;
  /** What its content depends on: for anything else there is another directory. */
  key: readonly unknown[];
  /** Makes the content of the empty directory's path, which is not there yet. */
  make: (directory: string) => Promise<void>;
  /** @default 'agentops-testkit' in `XDG_CACHE_HOME`, else in `~/.cache` */
  cacheDirectory?: string | undefined;
}

/**
 * A directory with what takes long to install, made once and kept. Tests that ask for it at the same time wait for each other, and
 * what a killed one left is made anew.
 * @throws what `make` throws
 */
export async function cachedDirectory(options: CachedDirectoryOptions): Promise<string> {
  const cache =
    options.cacheDirectory ??
    join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'agentops-testkit');
  const key = createHash('sha256').update(JSON.stringify(options.key)).digest('hex').slice(0, 16);
  const directory = join(cache, `${options.kind}-${key}`);
  const ready = join(directory, 'ready');
  if (existsSync(ready)) return directory;
  await mkdir(cache, { recursive: true });
  await using _lock = await lock(`${directory}.lock`);
  if (existsSync(ready)) return directory;
  await rm(directory, { recursive: true, force: true });
  const started = Date.now();
  process.stderr.write(`${options.name}: installing …\n`);
  await options.make(directory);
  await writeFile(ready, '');
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stderr.write(`${options.name}: ready after ${seconds} s\n`);
  return directory;
}

/** A lock that goes with its holder, however that dies: SQLite's, which is the operating system's. */
async function lock(path: string): Promise<AsyncDisposable> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(path);
  for (const deadline = Date.now() + makeTimeoutMs; ; await sleep(200)) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return { [Symbol.asyncDispose]: async () => database.close() };
    } catch (error) {
      const isBusy = (error as { errcode?: number }).errcode === 5;
      if (isBusy && Date.now() < deadline) continue;
      database.close();
      throw error;
    }
  }
}
