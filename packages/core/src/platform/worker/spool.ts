/** Keeps records in memory, for where there is no file system. What reads files finds none. */
import type { Config } from '../../config.ts';
import type { Diagnostics } from '../../diagnostics.ts';
import type { FoldedWriter, WriterState } from '../../events/fold-writer.ts';
import type { BadLine, SpoolBatch } from '../../pipeline/spool-reader.ts';
import type { Spool } from '../../pipeline/spool-writer.ts';
import { contextIsAsync } from './context-storage.ts';
import { MemorySpool, maxHeldChars } from './memory-spool.ts';

export type { BadLine, SpoolBatch } from '../../pipeline/spool-reader.ts';

export function createSpool(_config: Config, diagnostics: Diagnostics): Spool {
  const context = contextIsAsync
    ? ''
    : ' There is no AsyncLocalStorage either, so session.run(fn) ends at the first await of fn: use session.patch(fn).';
  diagnostics.report({
    level: 'warn',
    code: 'no-file-system',
    message: `This runtime has no file system: the last ${maxHeldChars / 1024 / 1024} MiB of events are held in memory for the exporters that init() was given, so await agentops.flush() before it ends.${context}`,
  });
  return new MemorySpool();
}

export function projectOf(_directory: string, create: () => string): string {
  return create();
}

export function pathsOf(directory: string) {
  return {
    spool: `${directory}/spool`,
    blobs: `${directory}/blobs`,
    cursors: `${directory}/cursors`,
    bridge: `${directory}/bridge`,
    project: `${directory}/project`,
  };
}

export function findDataDirectory(): undefined {}

export function readSpool(_directory: string): SpoolBatch {
  return { records: [], badLines: [] };
}

export class SpoolTail {
  readonly offsets: Record<string, number> = {};

  read(): SpoolBatch {
    return { records: [], badLines: [] };
  }

  unfinishedLines(): BadLine[] {
    return [];
  }
}

export function resolveBlobs<T>(value: T, _folder: string): T {
  return value;
}

/** Never made: a spool without a directory has no blobs. */
export class BlobStore {
  put(text: string): string {
    return text;
  }
}

const lostAfterMs = 10 * 60_000;

/** No other process can be looked at from here, so only its silence tells. */
export function writerStateHere(now: number = Date.now()): (writer: FoldedWriter) => WriterState {
  return (writer) => {
    if (writer.isClosed) return { state: 'gone', reason: writer.closed ?? 'its process ended' };
    if (now - writer.lastTime <= lostAfterMs) return { state: 'alive' };
    return { state: 'gone', reason: 'nothing was heard of it for ten minutes' };
  };
}
