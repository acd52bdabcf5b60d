import { basename } from 'node:path';
import type { Diagnostic } from '@agentops/core';

export interface UnreadableFile {
  /** Its name in the spool; `spool` is the folder itself. */
  file: string;
  /** As the file system says it. */
  reason: string;
}

/** What of a spool can't be read now. Each is told of once, and again where the reason is another. */
export class UnreadableFiles {
  readonly #reasons = new Map<string, string>();
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(report: (diagnostic: Diagnostic) => void) {
    this.#report = report;
  }

  get list(): UnreadableFile[] {
    return [...this.#reasons].map(([path, reason]) => ({ file: basename(path), reason }));
  }

  /** What `read` gives; undefined, and one more, where the file system does not let it. */
  attempt<T>(path: string, read: () => T): T | undefined {
    try {
      const result = read();
      this.#reasons.delete(path);
      return result;
    } catch (error) {
      this.add(path, error as Error);
      return undefined;
    }
  }

  /** Forgets those that are gone. */
  keep(isThere: (path: string) => boolean): void {
    for (const path of this.#reasons.keys()) if (!isThere(path)) this.#reasons.delete(path);
  }

  add(path: string, { message: reason }: Error): void {
    if (this.#reasons.get(path) === reason) return;
    this.#reasons.set(path, reason);
    this.#report({
      level: 'error',
      code: 'spool-unreadable',
      message: `${path} can't be read (${reason}), so what is in it is not taken in; all else is. Make it readable: it is tried again.`,
    });
  }
}
