import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@agentops/store';

const names = /^backup-[\da-f-]{36}\.db(?:\.part)?$/;
const pieceBytes = 256 * 1024;

export interface OpenedBackup {
  file: FileHandle;
  bytes: number;
}

/** Copies a store, to be sent. The file has no name any more: it is gone when it is closed, however the process ends. */
export async function makeBackup(store: Store, directory: string): Promise<OpenedBackup> {
  const path = join(directory, `backup-${randomUUID()}.db`);
  await store.backup(path);
  try {
    const file = await open(path, 'r');
    return { file, bytes: (await file.stat()).size };
  } finally {
    await rm(path, { force: true });
  }
}

/** Deletes what a collector left that was killed while it made a copy. */
export function sweepBackups(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (names.test(name)) rmSync(join(directory, name), { force: true });
  }
}

/** What a file holds, as fast as the other side takes it. It is closed at the end, and where nobody wants more. */
export function fileStream(
  { file }: OpenedBackup,
  { onError, drop }: { onError: (error: unknown) => void; drop: (() => void) | undefined },
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes);
          if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
          else {
            await file.close();
            controller.close();
          }
        } catch (error) {
          await file.close().catch(() => {});
          onError(error);
          if (!drop) throw error;
          drop();
        }
      },
      async cancel() {
        await file.close();
      },
    },
    { highWaterMark: 0 },
  );
}
