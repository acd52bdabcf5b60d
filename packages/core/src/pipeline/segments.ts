import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FoldedWriter } from '../events/fold-writer.ts';
import type { AgentOpsRecord } from '../events/record.ts';
import { pathsOf } from './data-directory.ts';
import { namesIn } from './names-in.ts';

/** One file of a writer's spool. */
export interface Segment {
  writer: string;
  index: number;
  path: string;
  bytes: number;
  /** Epoch milliseconds. */
  changedAt: number;
}

const segmentName = /^(.+)\.(\d{4,})\.ndjson$/;
/** A writer's own record is no longer than this. */
const firstRecordBytes = 4096;
/** Nor is the record with which it closes. */
const lastRecordBytes = 16 * 1024;

/** The segments of each writer, in order. */
export function listSegments(directory: string): Map<string, Segment[]> {
  const folder = pathsOf(directory).spool;
  const segments: Segment[] = [];
  for (const name of namesIn(folder)) {
    const [, writer, index] = segmentName.exec(name) ?? [];
    const path = join(folder, name);
    const stat = writer ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (!writer || !stat) continue;
    segments.push({
      writer,
      index: Number(index),
      path,
      bytes: stat.size,
      changedAt: stat.mtimeMs,
    });
  }
  segments.sort((a, b) => a.index - b.index);
  return Map.groupBy(segments, ({ writer }) => writer);
}

/** The numbers of a writer's segments, in order. */
export function segmentIndexes(folder: string, writer: string): number[] {
  return namesIn(folder)
    .map((name) => segmentName.exec(name))
    .filter((match) => match?.[1] === writer)
    .map((match) => Number(match?.[2]))
    .sort((a, b) => a - b);
}

export function segmentPath(folder: string, writer: string, index: number): string {
  return join(folder, `${writer}.${String(index).padStart(4, '0')}.ndjson`);
}

/** What the first and the last record of its segments say about a writer, and when it wrote last. */
export function writerOf(segments: readonly Segment[]): FoldedWriter {
  const writer = new FoldedWriter(segments[0]?.writer ?? '');
  const last = segments.at(-1);
  // A process that was killed as it opened a segment leaves it empty.
  for (const segment of segments.toReversed()) {
    const first = firstRecord(segment.path);
    if (first?.kind !== 'writer') continue;
    writer.add(first);
    break;
  }
  const closing = last && readLast(last.path);
  if (closing?.kind === 'close') writer.add(closing);
  writer.lastTime = Math.max(writer.lastTime, ...segments.map(({ changedAt }) => changedAt));
  return writer;
}

/** Undefined where it can't be read. */
export function firstRecord(path: string): AgentOpsRecord | undefined {
  return withFile(path, (fd) => {
    const text = readAt(fd, 0, firstRecordBytes).toString('utf8');
    return parse(text.slice(0, text.indexOf('\n')));
  });
}

function readLast(path: string): AgentOpsRecord | undefined {
  return withFile(path, (fd) => {
    const { size } = fstatSync(fd);
    const text = readAt(fd, Math.max(0, size - lastRecordBytes), lastRecordBytes).toString('utf8');
    const end = text.lastIndexOf('\n');
    return parse(text.slice(text.lastIndexOf('\n', end - 1) + 1, end));
  });
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
}

function withFile<T>(path: string, use: (fd: number) => T): T | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return use(fd);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function parse(line: string): AgentOpsRecord | undefined {
  try {
    const record = JSON.parse(line);
    return typeof record?.seq === 'number' ? record : undefined;
  } catch {
    return undefined;
  }
}
