import { existsSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const maxBytes = 16 * 1024 * 1024;
const previewChars = 1024;
const reference = /^agentops:blob:([0-9a-f]{64}):(\d+):/;

/** Keeps long texts in files of their own, named by their SHA-256, so that the same text is kept once. */
export class BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Returns what stands in the record instead: `agentops:blob:<sha256>:<bytes>:<the first 1,024 characters>`.
   * Of a text over 16 MiB the rest is cut off, and the reference says how much there was.
   */
  put(text: string): string {
    const all = Buffer.from(text);
    const kept = all.length > maxBytes ? cut(all) : all;
    // Loading it takes milliseconds, and most programs have no text that is so long.
    const { createHash } = process.getBuiltinModule('node:crypto');
    const hash = createHash('sha256').update(kept).digest('hex');
    const path = join(this.#folder, hash);
    if (existsSync(path)) {
      // When it was named last: retention goes by it.
      const now = new Date();
      utimesSync(path, now, now);
    } else {
      const unfinished = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
      writeFileSync(unfinished, kept, { mode: 0o600, flag: 'wx' });
      renameSync(unfinished, path);
    }
    return `agentops:blob:${hash}:${all.length}:${text.slice(0, previewChars)}`;
  }
}

/** Puts the texts back that were moved into blobs. A reference whose file is gone stays a reference. */
export function resolveBlobs<T>(value: T, folder: string): T {
  return resolve(value, folder) as T;
}

function resolve(value: unknown, folder: string): unknown {
  if (typeof value === 'string') {
    const hash = value.startsWith('agentops:blob:') ? reference.exec(value)?.[1] : undefined;
    if (!hash) return value;
    try {
      return readFileSync(join(folder, hash), 'utf8');
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(item, folder)]),
  );
}

function cut(all: Buffer): Buffer {
  const marker = `\n[cut by agentops: ${all.length - maxBytes} of ${all.length} bytes are not kept]`;
  return Buffer.concat([all.subarray(0, maxBytes), Buffer.from(marker)]);
}
