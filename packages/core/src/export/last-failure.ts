import { join } from 'node:path';
import { type DestinationKey, filePrefixOf } from './cursor.ts';
import { readCursorFile, writeCursorFile } from './cursor-file.ts';

/** The last try of a destination that failed. Later ones may have gone well. */
export interface LastFailure {
  /** Epoch milliseconds. */
  time: number;
  reason: string;
}

const reasonChars = 500;

/** `reason` has no secrets any more. Does not throw: it is for people, and nothing is decided by it. */
export function noteFailure(folder: string, key: DestinationKey, reason: string): void {
  try {
    const failure: LastFailure = {
      time: Date.now(),
      reason: reason.slice(0, reasonChars),
    };
    writeCursorFile(pathOf(folder, key), failure);
  } catch {
    // The folder is gone, or the disk is full.
  }
}

/** Undefined where none is known. */
export function readFailure(folder: string, key: DestinationKey): LastFailure | undefined {
  const { time, reason } = readCursorFile(pathOf(folder, key)) ?? {};
  return typeof time === 'number' && typeof reason === 'string' ? { time, reason } : undefined;
}

function pathOf(folder: string, key: DestinationKey): string {
  return join(folder, `${filePrefixOf(key)}.failure`);
}
