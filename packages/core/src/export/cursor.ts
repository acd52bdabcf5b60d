import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readCursorFile, writeCursorFile } from './cursor-file.ts';
import type { Position } from './source.ts';

/** What a destination may have, as another process can know it: a function is that process's own. */
export type KeptPolicy = boolean | 'function';

/** How far a destination has acknowledged what one writer wrote. */
export interface Cursor extends Position {
  destination: string;
  writer: string;
  captureContent: KeptPolicy;
  /** Records that it acknowledged. */
  sentRecords: number;
  /** What it refused for good, as it counts. */
  refused: number;
  /** Why it refused something last. */
  refusal?: string | undefined;
  /** It has been told that nothing more will come of this writer. */
  ended: boolean;
}

const refusalChars = 500;

/** A destination may be named by its URL. */
export function fileNameOf(destination: string, writer: string): string {
  return `${encodeURIComponent(destination)}.${writer}`;
}

/** Undefined where there is none; also where it is damaged: all goes out again then, which a destination has to bear anyway. */
export function readCursor(
  folder: string,
  destination: string,
  writer: string,
): Cursor | undefined {
  return parseCursor(join(folder, `${fileNameOf(destination, writer)}.json`));
}

/** Takes effect as a whole or not at all. @throws the file system's error */
export function writeCursor(folder: string, cursor: Cursor): void {
  const path = join(folder, `${fileNameOf(cursor.destination, cursor.writer)}.json`);
  writeCursorFile(path, { ...cursor, refusal: cursor.refusal?.slice(0, refusalChars) });
}

/** When it was written last, in epoch milliseconds; 0 where it is gone. */
export function savedAt(folder: string, { destination, writer }: Cursor): number {
  const path = join(folder, `${fileNameOf(destination, writer)}.json`);
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Of all destinations and writers. */
export function listCursors(folder: string): Cursor[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => parseCursor(join(folder, name)))
    .filter((cursor) => cursor !== undefined);
}

/** And claims, of these writers. */
export function removeCursors(folder: string, writers: readonly string[]): void {
  const gone = new Set(writers);
  for (const name of gone.size > 0 ? namesIn(folder) : []) {
    const [writer] = /[^.]+(?=\.(?:json|claim\.\d+)$)/.exec(name) ?? [];
    if (writer === undefined || !gone.has(writer)) continue;
    try {
      unlinkSync(join(folder, name));
    } catch {
      // Another process did.
    }
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function parseCursor(path: string): Cursor | undefined {
  const kept = readCursorFile(path);
  if (!kept) return undefined;
  const { destination, writer, segment, offset, captureContent, refusal } = kept;
  if (typeof destination !== 'string' || typeof writer !== 'string') return undefined;
  if (!isPlace(segment) || !isPlace(offset)) return undefined;
  return {
    destination,
    writer,
    segment,
    offset,
    captureContent: captureContent === 'function' ? 'function' : captureContent === true,
    sentRecords: countIn(kept.sentRecords),
    refused: countIn(kept.refused),
    refusal: typeof refusal === 'string' ? refusal : undefined,
    ended: kept.ended === true,
  };
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function countIn(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
