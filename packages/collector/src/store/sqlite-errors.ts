import { StoreWriteError } from '@agentops/store';

/** Primary result codes (https://sqlite.org/rescode.html). */
const codes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADb: 26,
};

interface SqliteError extends Error {
  errcode?: number;
}

function codeOf(error: unknown): number {
  // The upper bytes say more precisely what; the lowest says what kind.
  return ((error as SqliteError | null)?.errcode ?? 0) & 0xff;
}

export function isBusy(error: unknown): boolean {
  return codeOf(error) === codes.busy;
}

/** The file is no database, or a damaged one. */
export function isDamaged(error: unknown): boolean {
  return codeOf(error) === codes.corrupt || codeOf(error) === codes.notADb;
}

const advice: Readonly<Record<number, string>> = {
  [codes.busy]: 'Another program has the database locked: stop it, and send again.',
  [codes.readOnly]:
    'The database is read-only: make it and its directory writable, and send again.',
  [codes.ioError]:
    'The disk could not be written to: see whether it is full or failing, and send again.',
  [codes.corrupt]: 'The database is damaged: restore it from a backup.',
  [codes.full]: 'The disk is full: make room, or prune old sessions, and send again.',
  [codes.cantOpen]:
    'The database could not be opened: see that its directory is there, and send again.',
  [codes.notADb]: 'The file is no database any more: restore it from a backup.',
};

/** What a failed commit is to its callers. */
export function toWriteError(cause: unknown): StoreWriteError {
  if (cause instanceof StoreWriteError) return cause;
  const message = (cause as Error | null)?.message ?? String(cause);
  const what = advice[codeOf(cause)] ?? 'Nothing of it was kept: send again.';
  return new StoreWriteError(`The records could not be kept (${message}). ${what}`, { cause });
}
