import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { openForReading } from '../store/open-database.ts';
import { createPrivately } from '../store/store-files.ts';

const pagesPerStep = 1000;

/**
 * Copies the database to a file while it is written to. What is copied is what it was at the beginning: a connection of its own holds
 * on to that, else each commit would begin the copy anew. The file is there once it is whole.
 */
export async function backUp(
  from: string,
  to: string,
  onProgress: (done: { pages: number; of: number }) => void,
): Promise<void> {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  createPrivately(part);
  const db = openForReading(from);
  try {
    db.exec('BEGIN');
    const { page_count: of } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    await backup(db, part, {
      rate: pagesPerStep,
      progress: ({ totalPages, remainingPages }) => {
        onProgress({ pages: totalPages - remainingPages, of: totalPages });
      },
    });
    db.exec('COMMIT');
    markClean(part);
    await rename(part, to);
    onProgress({ pages: of, of });
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    db.close();
  }
}

/** Nothing was under way in the copy. */
function markClean(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    copy.exec("UPDATE meta SET value = 1 WHERE key = 'clean'");
  } finally {
    copy.close();
  }
}
