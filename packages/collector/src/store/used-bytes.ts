import type { DatabaseSync } from 'node:sqlite';

/** Bytes of pages that hold something. What else is on disk (the log, free pages) goes back by itself. */
export function usedBytes(db: DatabaseSync): number {
  const pages = pragma(db, 'page_count') - pragma(db, 'freelist_count');
  return pages * pragma(db, 'page_size');
}

/** Pages that hold nothing. */
export function freePages(db: DatabaseSync): number {
  return pragma(db, 'freelist_count');
}

function pragma(db: DatabaseSync, name: string): number {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number;
}
