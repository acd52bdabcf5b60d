import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside a stream that is mapped to its end, of a host that is gone: later bridges pass it over. */
export function doneMarker(folder: string, stream: string): string {
  return join(folder, `${stream}.done`);
}

/** `bytes`: of all its segments. A stream that has grown since is not done: its host was only silent for long. */
export function isDone(folder: string, stream: string, bytes: number): boolean {
  try {
    const marker = JSON.parse(readFileSync(doneMarker(folder, stream), 'utf8'));
    return marker.v === 1 && marker.bytes === bytes;
  } catch {
    return false;
  }
}

/** @throws the file system's error */
export function markDone(folder: string, stream: string, bytes: number): void {
  const path = doneMarker(folder, stream);
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, `${JSON.stringify({ v: 1, bytes })}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
