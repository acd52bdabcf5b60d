import { closeSync, openSync, readdirSync, readSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FoldedWriter } from '../events/fold-writer.ts';
import type { AgentOpsRecord } from '../events/record.ts';
import { pathsOf } from './data-directory.ts';
import { writerStateHere } from './liveness.ts';

const firstRecordBytes = 4096;

export interface RetentionOptions {
  /** @default 30 days */
  maxAgeMs?: number;
  /** @default 1 GiB */
  maxBytes?: number;
}

interface Segment {
  path: string;
  bytes: number;
  changedAt: number;
}

/**
 * Deletes whole segments of writers that are gone: those too old, and the oldest ones while there are too many bytes.
 * Returns how many bytes it freed.
 */
export function pruneSpool(directory: string, options: RetentionOptions = {}): number {
  const { maxAgeMs = 30 * 24 * 3600_000, maxBytes = 1024 ** 3 } = options;
  const segments = listSegments(pathsOf(directory).spool);
  let total = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  let freed = 0;
  for (const segment of segments.sort((a, b) => a.changedAt - b.changedAt)) {
    const tooOld = Date.now() - segment.changedAt > maxAgeMs;
    if (!tooOld && total <= maxBytes) break;
    if (isAlive(segment)) continue;
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

/** Its first record names its writer. Where that can't be read, nobody can go on writing it. */
function isAlive(segment: Segment): boolean {
  const first = readFirstRecord(segment.path);
  if (first?.kind !== 'writer') return false;
  const writer = new FoldedWriter(first.writer);
  writer.add(first);
  writer.lastTime = segment.changedAt;
  return writerStateHere()(writer).state === 'alive';
}

function readFirstRecord(path: string): AgentOpsRecord | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const buffer = Buffer.alloc(firstRecordBytes);
    const text = buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, 0));
    return JSON.parse(text.slice(0, text.indexOf('\n')));
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function listSegments(folder: string): Segment[] {
  const segments: Segment[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.ndjson')) continue;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) continue;
    segments.push({ path, bytes: stat.size, changedAt: stat.mtimeMs });
  }
  return segments;
}
