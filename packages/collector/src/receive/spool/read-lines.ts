import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const newline = 10;
const scanBytes = 1024 * 1024;

export interface Lines {
  /** Whole lines. Empty where none has come, and where the line is too long. */
  text: string;
  /** Behind the last of them. */
  offset: number;
  /** Of the file, now. */
  size: number;
  /** Instead of lines there was one longer than `maxLineBytes`; `offset` is behind it, or behind what there is of it. */
  isTooLong?: true;
}

/**
 * Reads the whole lines behind `offset`, about `maxBytes` of them: at least one where there is one. A last line without an end
 * is left alone, as its writer may be writing it. Undefined where the file is gone.
 * @throws the file system's error
 */
export function readLines(
  path: string,
  offset: number,
  maxBytes: number,
  maxLineBytes: number,
): Lines | undefined {
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
      if (block.length >= maxLineBytes) {
        return { text: '', offset: endOfLine(fd, offset + block.length), size, isTooLong: true };
      }
      if (block.length < length) break;
    }
    return { text: '', offset, size };
  } finally {
    closeSync(fd);
  }
}

/** Behind the next newline; the end of the file where there is none. */
function endOfLine(fd: number, offset: number): number {
  for (let at = offset; ; ) {
    const block = readBlock(fd, at, scanBytes);
    const end = block.indexOf(newline) + 1;
    if (end > 0) return at + end;
    at += block.length;
    if (block.length < scanBytes) return at;
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
