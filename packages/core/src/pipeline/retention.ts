import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathsOf } from './data-directory.ts';

export interface RetentionOptions {
  /** @default 30 days */
  maxAgeMs?: number;
  /** @default 1 GiB */
  maxBytes?: number;
  /** Writers that can still go on: their files stay. */
  isAlive: (writer: string) => boolean;
}

interface Segment {
  path: string;
  writer: string;
  bytes: number;
  changedAt: number;
}

/**
 * Deletes whole segments of writers that are gone: those too old, and the oldest ones while there are too many bytes.
 * Returns how many bytes it freed.
 */
export function pruneSpool(directory: string, options: RetentionOptions): number {
  const { maxAgeMs = 30 * 24 * 3600_000, maxBytes = 1024 ** 3, isAlive } = options;
  const segments = listSegments(pathsOf(directory).spool);
  let total = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  let freed = 0;
  for (const segment of segments.sort((a, b) => a.changedAt - b.changedAt)) {
    const tooOld = Date.now() - segment.changedAt > maxAgeMs;
    if (!tooOld && total <= maxBytes) break;
    if (isAlive(segment.writer)) continue;
    try {
      unlinkSync(segment.path);
    } catch {
      // Another process pruned it at the same time.
      continue;
    }
    total -= segment.bytes;
    freed += segment.bytes;
  }
  return freed;
}

function listSegments(folder: string): Segment[] {
  const segments: Segment[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.ndjson')) continue;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) continue;
    const writer = name.split('.')[0] as string;
    segments.push({ path, writer, bytes: stat.size, changedAt: stat.mtimeMs });
  }
  return segments;
}
