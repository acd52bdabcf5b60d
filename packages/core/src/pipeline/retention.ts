import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FoldedWriter } from '../events/fold-writer.ts';
import { pathsOf } from './data-directory.ts';
import { writerStateHere } from './liveness.ts';
import { firstRecord, listSegments, type Segment, writerOf } from './segments.ts';

const defaultMaxAgeMs = 30 * 24 * 3600_000;
const defaultMaxBytes = 1024 ** 3;
const clockLagMs = 60_000;

interface Destination {
  destination: string;
  protocol: string | undefined;
}

/** How far a destination has acknowledged what a writer wrote. */
export interface Acknowledged extends Destination {
  writer: string;
  segment: number;
  offset: number;
}

/** A segment that had to go although a destination lacks a part of it. */
export interface Lost {
  writer: string;
  segment: number;
  /** What was not acknowledged, by the destination that lacks most. */
  bytes: number;
  destinations: Destination[];
}

export interface RetentionOptions {
  /** @default 30 days */
  maxAgeMs?: number;
  /** @default 1 GiB */
  maxBytes?: number;
  /** Of all destinations and writers. */
  acknowledged?: readonly Acknowledged[];
}

export interface Pruned {
  freedBytes: number;
  lost: Lost[];
  /** Nothing is left of these. */
  writers: string[];
}

interface Candidate extends Segment {
  /** What a destination lacks of it, and which. */
  unsentBytes: number;
  destinations: Destination[];
  /** Its writer lives, or that writer's parent does: a session may be open. */
  mayBeOpen: boolean;
}

/**
 * Deletes whole closed segments that are too old, and the oldest ones while there are too many bytes: first those that every
 * destination has, then those that one lacks, and last those whose sessions may be open. Blobs go with what named them.
 */
export function pruneSpool(directory: string, options: RetentionOptions = {}): Pruned {
  const { maxAgeMs = defaultMaxAgeMs, maxBytes = defaultMaxBytes } = options;
  const spool = listSegments(directory);
  const blobs = listBlobs(pathsOf(directory).blobs);
  const all = [...spool.values()].flat();
  let total = [...all, ...blobs].reduce((sum, { bytes }) => sum + bytes, 0);
  const pruned: Pruned = { freedBytes: 0, lost: [], writers: [] };
  const now = Date.now();
  const oldest = Math.min(...all.map(({ changedAt }) => changedAt));
  if (total <= maxBytes && now - oldest <= maxAgeMs) return pruned;
  for (const segment of inOrderOfGoing(spool, options.acknowledged ?? [])) {
    if (now - segment.changedAt <= maxAgeMs && total <= maxBytes) continue;
    if (!remove(segment.path)) continue;
    total -= segment.bytes;
    pruned.freedBytes += segment.bytes;
    if (segment.unsentBytes > 0) {
      const { writer, index, unsentBytes, destinations } = segment;
      pruned.lost.push({ writer, segment: index, bytes: unsentBytes, destinations });
    }
    const rest = spool.get(segment.writer)?.filter(({ path }) => path !== segment.path) ?? [];
    spool.set(segment.writer, rest);
    if (rest.length === 0) pruned.writers.push(segment.writer);
  }
  pruned.freedBytes += pruneBlobs(blobs, spool);
  return pruned;
}

function inOrderOfGoing(
  spool: ReadonlyMap<string, Segment[]>,
  acknowledged: readonly Acknowledged[],
): Candidate[] {
  const stateOf = writerStateHere();
  const writers = new Map<string, FoldedWriter>();
  for (const [id, segments] of spool) writers.set(id, writerOf(segments));
  const isAlive = (id: string | undefined) => {
    const writer = writers.get(id ?? '');
    return writer !== undefined && stateOf(writer).state === 'alive';
  };
  const cursors = Map.groupBy(acknowledged, ({ writer }) => writer);
  const candidates: Candidate[] = [];
  for (const [id, segments] of spool) {
    const alive = isAlive(id);
    const mayBeOpen = alive || isAlive(writers.get(id)?.info?.parentWriter);
    for (const segment of alive ? segments.slice(0, -1) : segments) {
      const lacking = (cursors.get(id) ?? [])
        .map((cursor) => ({ bytes: unsent(segment, cursor), cursor }))
        .filter(({ bytes }) => bytes > 0);
      candidates.push({
        ...segment,
        mayBeOpen,
        unsentBytes: Math.max(0, ...lacking.map(({ bytes }) => bytes)),
        destinations: lacking.map(({ cursor: { destination, protocol } }) => ({
          destination,
          protocol,
        })),
      });
    }
  }
  const rank = ({ mayBeOpen, unsentBytes }: Candidate) =>
    (mayBeOpen ? 2 : 0) + (unsentBytes > 0 ? 1 : 0);
  return candidates.sort((a, b) => rank(a) - rank(b) || a.changedAt - b.changedAt);
}

function unsent(segment: Segment, { segment: index, offset }: Acknowledged): number {
  if (index > segment.index) return 0;
  return segment.bytes - (index === segment.index ? offset : 0);
}

interface Blob {
  path: string;
  bytes: number;
  /** When a record named it last. */
  usedAt: number;
}

/** A blob that was named last before the oldest record that is left is named by none. */
function pruneBlobs(blobs: readonly Blob[], spool: ReadonlyMap<string, Segment[]>): number {
  const left = [...spool.values()].filter((segments) => segments.length > 0);
  const oldest = Math.min(
    Date.now() - clockLagMs,
    ...left.map((segments) => startOf(segments[0] as Segment)),
  );
  let freed = 0;
  for (const { path, bytes, usedAt } of blobs) {
    if (usedAt < oldest && remove(path)) freed += bytes;
  }
  return freed;
}

/** When its first record was written; a moment earlier, as a file system's clock may lag. */
function startOf(segment: Segment): number {
  return (firstRecord(segment.path)?.time ?? 0) - clockLagMs;
}

function listBlobs(folder: string): Blob[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? [{ path, bytes: stat.size, usedAt: stat.mtimeMs }] : [];
  });
}

function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    // Another process pruned it at the same time.
    return false;
  }
}
