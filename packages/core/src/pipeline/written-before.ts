import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import type { Written } from './line-numbering.ts';
import { listSegments } from './segments.ts';

const newline = 10;

/**
 * How far the records of a writer came that nobody writes now. A last line that was torn by a crash is cut off: it was never
 * acknowledged, and comes again.
 * @throws the file system's error
 */
export function writtenBefore(directory: string, writer: string): Written {
  const segments = listSegments(directory).get(writer) ?? [];
  const written: Written = { seq: -1, segment: (segments.at(-1)?.index ?? -1) + 1 };
  for (const { path } of segments.toReversed()) {
    const seq = lastSeq(path);
    if (seq !== undefined) return { ...written, seq };
  }
  return written;
}

/** Of the last record that does not open the segment. */
function lastSeq(path: string): number | undefined {
  const bytes = readFileSync(path);
  let end = bytes.lastIndexOf(newline) + 1;
  if (end < bytes.length) cut(path, end);
  while (end > 0) {
    const start = bytes.lastIndexOf(newline, end - 2) + 1;
    const record = parse(bytes.toString('utf8', start, end));
    if (typeof record?.seq === 'number' && record.kind !== 'writer') return record.seq;
    end = start;
  }
  return undefined;
}

function cut(path: string, length: number): void {
  const fd = openSync(path, 'r+');
  try {
    if (fstatSync(fd).size > length) ftruncateSync(fd, length);
  } finally {
    closeSync(fd);
  }
}

function parse(line: string): { seq?: unknown; kind?: unknown } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
