import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One segment of a stream. */
export interface StreamFile {
  stream: string;
  index: number;
  path: string;
  bytes: number;
  /** When it was written last, in epoch milliseconds. */
  changedAt: number;
}

/** A random id, as the protocol has it: 32 hexadecimal digits or a UUID. Other files in the folder are nobody's business. */
const segmentName =
  /^([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{4,9})\.ndjson$/;

/** Where shims write in a data directory. */
export function bridgeFolder(directory: string): string {
  return join(directory, 'bridge');
}

/** The segments of each stream in the folder, in order; the stream that began first comes first. Empty where there is no folder. */
export function listStreams(folder: string): Map<string, StreamFile[]> {
  const files = namesIn(folder).flatMap((name) => {
    const [, stream, index] = segmentName.exec(name) ?? [];
    const path = join(folder, name);
    const stat = stream ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (!stream || !stat?.isFile()) return [];
    return [{ stream, index: Number(index), path, bytes: stat.size, changedAt: stat.mtimeMs }];
  });
  files.sort((a, b) => a.index - b.index || a.changedAt - b.changedAt);
  return Map.groupBy(files, ({ stream }) => stream);
}

/** Of one stream, in order. */
export function segmentsOf(folder: string, stream: string): { index: number; path: string }[] {
  return namesIn(folder)
    .map((name) => ({ name, match: segmentName.exec(name) }))
    .filter(({ match }) => match?.[1] === stream)
    .map(({ name, match }) => ({ index: Number(match?.[2]), path: join(folder, name) }))
    .sort((a, b) => a.index - b.index);
}

export function bytesOf(files: readonly StreamFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
