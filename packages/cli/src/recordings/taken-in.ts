import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathsOf } from '@agentops/core';
import type { StoreReader } from '@agentops/store';

/** What was written longer ago, a collector that is well has taken in. */
const recentMs = 10_000;
const patienceMs = 3000;
const pollMs = 25;
/** A record that is longer is not waited for. */
const tailBytes = 256 * 1024;

/**
 * Waits until readers see what had been spooled when it was called, so that `node agent.js && agentops show last` shows that run
 * while a collector runs; for some seconds at most.
 */
export async function takenIn(directory: string, reader: StoreReader): Promise<void> {
  const wanted = latestRecords(pathsOf(directory).spool);
  for (const until = Date.now() + patienceMs; wanted.size > 0 && Date.now() < until; ) {
    const { writers, lag } = await reader.health();
    const seen = new Map(writers.map(({ id, lastTime }) => [id, lastTime]));
    if (lag.records === 0 && [...wanted].every(([id, time]) => (seen.get(id) ?? 0) >= time)) return;
    await pause(pollMs);
  }
}

/** Of the writers that wrote a moment ago: the time of the last record. */
function latestRecords(spool: string): Map<string, number> {
  const latest = new Map<string, number>();
  let names: string[] = [];
  try {
    names = readdirSync(spool);
  } catch {
    // Nothing was ever spooled.
  }
  for (const name of names) {
    const record = lastRecord(join(spool, name));
    if (record) latest.set(record.writer, Math.max(record.time, latest.get(record.writer) ?? 0));
  }
  return latest;
}

function lastRecord(path: string): { writer: string; time: number } | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const { size, mtimeMs } = fstatSync(file);
      if (Date.now() - mtimeMs > recentMs) return undefined;
      const bytes = Buffer.alloc(Math.min(size, tailBytes));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      const line = bytes.toString('utf8').split('\n').at(-2) ?? '';
      const { writer, time } = JSON.parse(line);
      return typeof writer === 'string' && typeof time === 'number' ? { writer, time } : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    // It was just deleted, or its last line is no record.
    return undefined;
  }
}
