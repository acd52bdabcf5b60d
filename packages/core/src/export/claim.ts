import { linkSync, readFileSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WriterInfo } from '../events/record.ts';
import { filePrefixOf, namesIn } from './cursor.ts';

/** Who claims: a process or worker thread, told as the spool tells its writers. */
export interface Claimant {
  id: string;
  info: WriterInfo;
}

export interface ClaimOptions {
  folder: string;
  destination: string;
  /** Whose records are claimed. */
  writer: string;
  claimant: Claimant;
  /** Whether one that claimed before can still go on, when it was last heard of at this time. */
  isGone: (claimant: Claimant | undefined, lastHeard: number) => boolean;
}

/**
 * The right to send what a writer left for a destination. Claims are files that are numbered and made exclusively: whoever
 * finds that the highest one's owner is gone makes the next, and of several that try, one succeeds.
 */
export class Claim {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where somebody else has it. */
  static take(options: ClaimOptions): Claim | undefined {
    const { folder, destination, writer, claimant, isGone } = options;
    const prefix = `${filePrefixOf({ destination, protocol: undefined })}.${writer}.claim.`;
    const numbers = namesIn(folder)
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)))
      .filter(Number.isInteger)
      .sort((a, b) => a - b);
    const highest = numbers.at(-1) ?? 0;
    const before = join(folder, `${prefix}${highest}`);
    if (highest > 0 && !isGone(readClaimant(before), changedAt(before))) return undefined;
    const path = join(folder, `${prefix}${highest + 1}`);
    if (!make(path, claimant)) return undefined;
    for (const number of numbers) remove(join(folder, `${prefix}${number}`));
    return new Claim(path);
  }

  /** Says that its owner lives, to those that can't see its process. */
  touch(): void {
    try {
      utimesSync(this.#path, new Date(), new Date());
    } catch {
      // It was taken over. At worst, records are sent twice, which a destination tells.
    }
  }

  release(): void {
    remove(this.#path);
  }
}

/** False where it is there already. It is there with its text or not at all, so that whoever dies meanwhile holds up nobody. */
function make(path: string, claimant: Claimant): boolean {
  const text = `${JSON.stringify({ v: 1, ...claimant })}\n`;
  const unfinished = `${path}.${claimant.id}.new`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    try {
      linkSync(unfinished, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // This file system knows no links.
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    } finally {
      remove(unfinished);
    }
    return true;
  } catch {
    return false;
  }
}

function readClaimant(path: string): Claimant | undefined {
  try {
    const { id, info } = JSON.parse(readFileSync(path, 'utf8'));
    return typeof id === 'string' && typeof info === 'object' ? { id, info } : undefined;
  } catch {
    return undefined;
  }
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else did.
  }
}
