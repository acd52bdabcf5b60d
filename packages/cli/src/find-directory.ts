import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findDataDirectory, pathsOf } from '@agentops/core';
import { NoDirectoryError } from './cli-error.ts';

export interface FoundDirectory {
  path: string;
  /** What named it. */
  by: '--dir' | 'AGENTOPS_DIR' | 'search';
}

/**
 * The data directory to read: `--dir` (itself, or a folder with `.agentops` in it), else `AGENTOPS_DIR`, else the nearest
 * `.agentops` from the current folder upwards.
 * @throws NoDirectoryError where there is none
 */
export function findDirectory(dir: string | undefined): FoundDirectory {
  if (dir !== undefined) {
    const path = [resolve(dir), join(resolve(dir), '.agentops')].find(holdsData);
    if (path) return { path, by: '--dir' };
    throw new NoDirectoryError(
      `${resolve(dir)} is no data directory of AgentOps, and has no .agentops in it. Give --dir the folder that your program records into (AGENTOPS_DIR, or .agentops in its working directory).`,
    );
  }
  const path = findDataDirectory();
  const by = process.env.AGENTOPS_DIR ? 'AGENTOPS_DIR' : 'search';
  if (path !== undefined && holdsData(path)) return { path, by };
  throw new NoDirectoryError(
    by === 'AGENTOPS_DIR'
      ? `AGENTOPS_DIR names ${path}, where nothing has been recorded yet. Run your program with the same AGENTOPS_DIR, or unset it.`
      : `Nothing has been recorded in ${process.cwd()} or a folder above it: there is no .agentops there. Run your program first, or say where it records with --dir <path> or AGENTOPS_DIR.`,
  );
}

function holdsData(path: string): boolean {
  const { spool, bridge } = pathsOf(path);
  return existsSync(spool) || existsSync(bridge) || hasStore(path);
}

/** Whether a collector has kept something there. */
export function hasStore(directory: string): boolean {
  return existsSync(join(directory, 'collector.db'));
}

/** Where a collector keeps what it gets: named, found, or to be made in the current folder. */
export function directoryFor(dir: string | undefined): string {
  if (dir === undefined) return findDataDirectory() ?? resolve('.agentops');
  const inside = join(resolve(dir), '.agentops');
  return existsSync(inside) ? inside : resolve(dir);
}
