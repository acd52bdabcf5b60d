import { readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, listStreams } from './reading/stream-files.ts';
import { doneMarker, isDone } from './stream/done-marker.ts';

const maxAgeMs = 30 * 24 * 3600_000;
const maxBytes = 1024 ** 3;

/**
 * Deletes streams that are mapped to their end, of hosts that are gone: those that were written last 30 days ago, and the oldest ones
 * while all streams together have more than 1 GiB. Others are never deleted.
 */
export function pruneStreams(folder: string): void {
  const streams = [...listStreams(folder)].map(([stream, files]) => ({
    stream,
    files,
    bytes: bytesOf(files),
    changedAt: Math.max(...files.map(({ changedAt }) => changedAt)),
  }));
  streams.sort((a, b) => a.changedAt - b.changedAt);
  let total = streams.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { stream, files, bytes, changedAt } of streams) {
    if (Date.now() - changedAt <= maxAgeMs && total <= maxBytes) continue;
    if (!isDone(folder, stream, bytes)) continue;
    total -= bytes;
    // The marker last: without it the rest would be mapped again.
    for (const { path } of files) remove(path);
    remove(doneMarker(folder, stream));
    removeClaims(folder, stream);
  }
}

/** Of bridges that died. */
function removeClaims(folder: string, stream: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`bridge.${stream}.claim.`)) remove(join(folder, name));
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process did.
  }
}
