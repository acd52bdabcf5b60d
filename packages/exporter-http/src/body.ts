import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AgentOpsRecord } from '@agentops/core';

export function encodeLines(records: readonly AgentOpsRecord[]): string[] {
  return records.map((record) => `${JSON.stringify(record)}\n`);
}

/** Joins lines to bodies of at most so many bytes; a line that is longer is a body of its own. */
export function* splitIntoBodies(lines: readonly string[], maxBytes: number): Generator<string> {
  let body: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    const length = Buffer.byteLength(line);
    if (bytes > 0 && bytes + length > maxBytes) {
      yield body.join('');
      body = [];
      bytes = 0;
    }
    body.push(line);
    bytes += length;
  }
  if (bytes > 0) yield body.join('');
}

const gzipAsync = promisify(gzip);

/** In a thread of its own, so that the host's is not held up. */
export async function compress(body: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await gzipAsync(body));
}
