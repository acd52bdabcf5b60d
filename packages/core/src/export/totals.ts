import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationKey, filePrefixOf } from './cursor.ts';

/** What is known of a destination beyond its cursors: of writers that nothing is left of. */
export interface Totals {
  sentRecords: number;
  withheldSessions: number;
  refused: number;
  /** Of segments that had to go before the destination had all of them. */
  lostBytes: number;
}

const none: Totals = { sentRecords: 0, withheldSessions: 0, refused: 0, lostBytes: 0 };

export function readTotals(folder: string, key: DestinationKey): Totals {
  try {
    const { sentRecords, withheldSessions, refused, lostBytes } = JSON.parse(
      readFileSync(pathOf(folder, key), 'utf8'),
    );
    return {
      sentRecords: Number(sentRecords) || 0,
      withheldSessions: Number(withheldSessions) || 0,
      refused: Number(refused) || 0,
      lostBytes: Number(lostBytes) || 0,
    };
  } catch {
    return none;
  }
}

/** Does not throw: it is for people, and nothing is decided by it. */
export function addToTotals(folder: string, key: DestinationKey, more: Partial<Totals>): void {
  const known = readTotals(folder, key);
  const totals: Totals = {
    sentRecords: known.sentRecords + (more.sentRecords ?? 0),
    withheldSessions: known.withheldSessions + (more.withheldSessions ?? 0),
    refused: known.refused + (more.refused ?? 0),
    lostBytes: known.lostBytes + (more.lostBytes ?? 0),
  };
  const path = pathOf(folder, key);
  const unfinished = `${path}.${process.pid}.new`;
  try {
    writeFileSync(unfinished, `${JSON.stringify({ v: 1, ...totals })}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
  } catch {
    // The folder is gone, or the disk is full.
  }
}

function pathOf(folder: string, key: DestinationKey): string {
  return join(folder, `${filePrefixOf(key)}.totals`);
}
