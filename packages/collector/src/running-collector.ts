import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the collector that runs on a data directory can be asked. Undefined where none has said so. */
export function runningCollector(directory: string): string | undefined {
  try {
    return readFileSync(fileIn(directory), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Says where the collector of this directory can be asked. Returns what takes that back. */
export function announceCollector(directory: string, url: string): () => void {
  const file = fileIn(directory);
  writeFileSync(file, `${url}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

function fileIn(directory: string): string {
  return join(directory, 'collector.url');
}
