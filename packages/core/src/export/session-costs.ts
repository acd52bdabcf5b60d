import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationKey, filePrefixOf, namesIn } from './cursor.ts';
import type { SessionCost } from './exporter.ts';

/** What a destination said that a session cost. */
export interface ToldCost extends SessionCost {
  destination: string;
  protocol?: string;
}

const extension = '.costs';
/** Some 30,000 sessions. Of more, the older half is forgotten. */
const maxBytes = 4 * 1024 * 1024;

/** Does not throw: it is for people, and nothing is decided by it. */
export function keepCost(
  folder: string,
  { destination, protocol }: DestinationKey,
  { sessionId, costUsd }: SessionCost,
): void {
  const path = join(folder, `${filePrefixOf({ destination, protocol })}${extension}`);
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) forgetOlderHalf(path);
    const line = JSON.stringify({ destination, protocol, sessionId, costUsd });
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
  } catch {
    // The folder is gone, or the disk is full.
  }
}

/** The latest word of each destination on each session. */
export function readCosts(folder: string): ToldCost[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(extension))
    .flatMap((name) => {
      const latest = new Map<string, ToldCost>();
      for (const cost of linesOf(join(folder, name)).flatMap(parse)) {
        latest.set(cost.sessionId, cost);
      }
      return [...latest.values()];
    });
}

function forgetOlderHalf(path: string): void {
  const lines = linesOf(path);
  const unfinished = `${path}.${process.pid}.new`;
  const newer = lines.slice(Math.floor(lines.length / 2));
  writeFileSync(unfinished, newer.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  renameSync(unfinished, path);
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** Nothing where the line is torn. */
function parse(line: string): ToldCost[] {
  try {
    const { destination, protocol, sessionId, costUsd } = JSON.parse(line);
    if (![destination, sessionId, costUsd].every((text) => typeof text === 'string')) return [];
    return [
      { destination, ...(typeof protocol === 'string' ? { protocol } : {}), sessionId, costUsd },
    ];
  } catch {
    return [];
  }
}
