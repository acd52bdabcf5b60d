import { existsSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readCursorFile, writeCursorFile } from './cursor-file.ts';
import type { ExporterSettings } from './exporter.ts';
import { type Position, spoolStart } from './source.ts';

/** What a destination may have, as another process can know it: a function is that process's own. */
export type KeptPolicy = boolean | 'function';

/** A destination, and how it is spoken to. */
export interface DestinationKey {
  destination: string;
  /** Undefined where there is one way. */
  protocol: string | undefined;
}

/** What the name of a cursor's file says. */
export interface CursorKey extends DestinationKey {
  writer: string;
}

/** How far a destination has acknowledged what one writer wrote. */
export interface Cursor extends CursorKey, Position {
  captureContent: KeptPolicy;
  /** What else its exporter was configured with. Undefined where that is nothing, or is not known. */
  settings?: ExporterSettings | undefined;
  /** Records that it acknowledged. */
  sentRecords: number;
  /** Sessions of those that were not sent, because they are not in its sample. */
  withheldSessions: number;
  /** What it refused for good, as it counts. */
  refused: number;
  /** Why it refused something last. */
  refusal?: string | undefined;
  /** No program had this destination: somebody sent it there by `drainSpool`. */
  drained?: boolean | undefined;
  /** It has been told that nothing more will come of this writer. */
  ended: boolean;
}

const refusalChars = 500;

/** File systems take 255 bytes, and a writer's id and more comes behind it. */
const maxNameChars = 160;

/** How files begin that are about it. It may be named by its URL; `@` is in no encoded name. */
export function filePrefixOf({ destination, protocol }: DestinationKey): string {
  const name = shortened(encodeURIComponent(destination));
  return protocol === undefined ? name : `${name}@${encodeURIComponent(protocol)}`;
}

/** Undefined where there is none. */
export function readCursor(folder: string, key: CursorKey): Cursor | undefined {
  return cursorIn(pathOf(folder, key), key);
}

/** In whatever protocol. */
export function findCursor(
  folder: string,
  destination: string,
  writer: string,
): Cursor | undefined {
  const names = namesIn(folder).filter((name) => name.endsWith(`.${writer}.json`));
  return cursorsOf(folder, names, destination)[0];
}

/** Takes effect as a whole or not at all. @throws the file system's error */
export function writeCursor(folder: string, cursor: Cursor): void {
  const { destination, protocol, writer, ...kept } = cursor;
  const refusal = kept.refusal?.slice(0, refusalChars);
  const isCut = encodeURIComponent(destination).length > maxNameChars;
  writeCursorFile(pathOf(folder, cursor), { ...kept, refusal, ...(isCut ? { destination } : {}) });
}

/** From here on, the destination is spoken to in this way. @throws the file system's error */
export function moveCursor(folder: string, cursor: Cursor, protocol: string | undefined): Cursor {
  const moved = { ...cursor, protocol };
  if (protocol !== cursor.protocol) renameSync(pathOf(folder, cursor), pathOf(folder, moved));
  return moved;
}

/** When it was written last, in epoch milliseconds; 0 where it is gone. */
export function savedAt(folder: string, cursor: Cursor): number {
  return statSync(pathOf(folder, cursor), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Of all writers; of all destinations too, where none is named. */
export function listCursors(folder: string, destination?: string): Cursor[] {
  return cursorsOf(folder, namesIn(folder), destination);
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

function cursorsOf(folder: string, names: readonly string[], destination?: string): Cursor[] {
  const prefix =
    destination === undefined ? '' : filePrefixOf({ destination, protocol: undefined });
  return names.flatMap((name) => {
    const key = name.startsWith(prefix) && keyIn(name);
    if (!key) return [];
    const cursor = cursorIn(join(folder, name), key);
    return cursor && (destination ?? cursor.destination) === cursor.destination ? cursor : [];
  });
}

/** Its beginning, to be recognized. The whole name is in the file. */
function shortened(name: string): string {
  if (name.length <= maxNameChars) return name;
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 24);
  return `${name.replaceAll(/%../g, '_').slice(0, maxNameChars - hash.length)}~${hash}`;
}

function pathOf(folder: string, key: CursorKey): string {
  return join(folder, `${filePrefixOf(key)}.${key.writer}.json`);
}

function keyIn(name: string): CursorKey | undefined {
  const [, prefix, writer] = /^(.*)\.([^.]+)\.json$/.exec(name) ?? [];
  const key = prefix === undefined ? undefined : keyOfPrefix(prefix);
  return key && writer !== undefined ? { ...key, writer } : undefined;
}

/** What `filePrefixOf` was made of; of a long name its beginning. */
function keyOfPrefix(prefix: string): DestinationKey | undefined {
  const [, destination = '', protocol] = /^([^@]*)(?:@(.*))?$/.exec(prefix) ?? [];
  try {
    return {
      destination: decodeURIComponent(destination),
      protocol: protocol === undefined ? undefined : decodeURIComponent(protocol),
    };
  } catch {
    return undefined;
  }
}

/**
 * Where it is damaged, all goes out again, which a destination has to bear anyway: to the same one, in the same protocol. What content
 * that may have is as little known then as where a function said it.
 */
function cursorIn(path: string, key: CursorKey): Cursor | undefined {
  const kept = readCursorFile(path) ?? (existsSync(path) ? {} : undefined);
  if (!kept) return undefined;
  const { segment, offset, captureContent, settings, refusal, destination } = kept;
  const isWhole = isPlace(segment) && isPlace(offset);
  return {
    ...key,
    ...(typeof destination === 'string' ? { destination } : {}),
    ...(isWhole ? { segment, offset } : spoolStart),
    captureContent: isWhole && typeof captureContent === 'boolean' ? captureContent : 'function',
    settings: isSettings(settings) ? settings : undefined,
    sentRecords: countIn(kept.sentRecords),
    withheldSessions: countIn(kept.withheldSessions),
    refused: countIn(kept.refused),
    refusal: typeof refusal === 'string' ? refusal : undefined,
    drained: kept.drained === true ? true : undefined,
    ended: kept.ended === true,
  };
}

function isSettings(value: unknown): value is ExporterSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function countIn(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
