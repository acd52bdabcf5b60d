import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const defaultDirectory = '.agentops';

/** Where things are in a data directory. */
export function pathsOf(directory: string) {
  return {
    spool: join(directory, 'spool'),
    blobs: join(directory, 'blobs'),
    cursors: join(directory, 'cursors'),
    /** What hosts in other languages report. */
    bridge: join(directory, 'bridge'),
    project: join(directory, 'project'),
  };
}

/**
 * Makes the directory ready to be written to: its owner alone can read it, and git leaves it alone.
 * @throws the file system's error where that is not possible
 */
export function prepareDirectory(directory: string): string {
  const path = resolve(directory);
  for (const folder of [pathsOf(path).spool, pathsOf(path).blobs, pathsOf(path).cursors]) {
    makeDirectory(folder);
    accessSync(folder, constants.W_OK);
  }
  writeOnce(join(path, '.gitignore'), '*\n');
  return path;
}

/**
 * A directory of this user's in the temporary directory, for when the data directory can't be written to.
 * @throws the file system's error where that is not possible either
 */
export function prepareTemporaryDirectory(): string {
  const uid = process.getuid?.() ?? 0;
  const path = join(tmpdir(), `agentops-${uid}`);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch {
    // It is there already. In a place that all may write to, somebody else may have put it there.
    const stat = lstatSync(path, { throwIfNoEntry: false });
    const ours = stat?.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0;
    if (!ours) return prepareDirectory(mkdtempSync(join(tmpdir(), 'agentops-')));
  }
  return prepareDirectory(path);
}

/** The project's random id, made on first use and kept in the data directory. */
export function projectOf(directory: string, create: () => string): string {
  const { project } = pathsOf(directory);
  writeOnce(project, `${create()}\n`);
  return readFileSync(project, 'utf8').trim();
}

/**
 * The data directory that a reader means: `AGENTOPS_DIR`, else the nearest `.agentops` from `cwd` upwards.
 * Undefined where there is none.
 */
export function findDataDirectory(cwd: string = process.cwd()): string | undefined {
  const named = process.env.AGENTOPS_DIR;
  if (named) return resolve(cwd, named);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, defaultDirectory);
    const { spool, bridge } = pathsOf(candidate);
    if (existsSync(spool) || existsSync(bridge)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

/** One by one: `recursive` spins for ever where a file system says ENOENT to what it does not allow, as /proc does (Node.js 24). */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Two processes may start at once: the first one's file holds. */
function writeOnce(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
