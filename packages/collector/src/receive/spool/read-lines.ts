import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const newline = 10;
/** Longer lines are not ours: a record's texts are bounded. */
const maxLineBytes = 256 * 1024 * 1024;

export interface Lines {
  /** Whole lines. Empty where none has come. */
  text: string;
  /** Behind the last of them. */
  offset: number;
  /** Of the file, now. */
  size: number;
}

/**
 * Reads the whole lines behind `offset`, about `maxBytes` of them: at least one where there is one. A last line without an end
 * is left alone, as its writer may be writing it. Undefined where the file is gone.
 * @throws the file system's error
 */
export function readLines(path: string, offset: number, maxBytes: number): Lines | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(fd);
    for (let length = maxBytes; offset < size; length *= 4) {
      const block = readBlock(fd, offset, Math.min(length, size - offset));
      const end = block.lastIndexOf(newline) + 1;
      if (end > 0) return { text: block.toString('utf8', 0, end), offset: offset + end, size };
      if (block.length < length || length >= maxLineBytes) break;
    }
    return { text: '', offset, size };
  } finally {
    closeSync(fd);
  }
}

function readBlock(fd: number, position: number, length: number): Buffer {
  const block = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, block, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return block.subarray(0, filled);
}
