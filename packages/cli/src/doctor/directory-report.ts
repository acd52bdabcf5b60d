import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathsOf } from '@agentops/core';
import type { FoundDirectory } from '../find-directory.ts';

export interface DirectoryReport {
  path: string;
  foundBy: FoundDirectory['by'];
  writable: boolean;
  /** Somebody but the owner may read it. */
  readableByOthers: boolean;
  spoolFiles: number;
  spoolBytes: number;
  blobs: number;
  blobBytes: number;
}

export function directoryReport({ path, by }: FoundDirectory): DirectoryReport {
  const { spool, blobs } = pathsOf(path);
  const spoolSize = sizeOf(spool);
  const blobSize = sizeOf(blobs);
  return {
    path,
    foundBy: by,
    writable: isWritable(existsSync(spool) ? spool : path),
    // Windows has no such bits.
    readableByOthers: process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0,
    spoolFiles: spoolSize.files,
    spoolBytes: spoolSize.bytes,
    blobs: blobSize.files,
    blobBytes: blobSize.bytes,
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function sizeOf(folder: string): { files: number; bytes: number } {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { files: 0, bytes: 0 };
  }
  let bytes = 0;
  for (const name of names) {
    bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { files: names.length, bytes };
}
