/**
 * A process can load this package twice: two versions, or a bundle beside an import. The copies share one spool, and the
 * session that runs. This is all that they know of each other, so that it can stay as it is.
 */
import type { Diagnostics } from './diagnostics.ts';
import type { RecordBody } from './events/record.ts';
import type { Spool } from './pipeline/spool-writer.ts';
import type { PropagatedContext } from './session/propagation.ts';

export interface SharedCore {
  readonly v: 1;
  readonly writer: string;
  directory(): string | undefined;
  write(record: RecordBody): void;
  currentContext(): PropagatedContext | undefined;
}

const key = Symbol.for('agentops.core');
const shared = globalThis as { [key]?: SharedCore };

/** The copy of this package that was first. One of another major version is left alone. */
export function findSharedCore(diagnostics: Diagnostics): SharedCore | undefined {
  const other = shared[key];
  if (!other || other.v === 1) return other;
  diagnostics.report({
    level: 'info',
    code: 'other-core',
    message: `Another major version of @agentops/core is in this process. Each records on its own.`,
  });
  return undefined;
}

/** Makes this copy the one that others find. Returns a function that takes it back. */
export function shareCore(core: SharedCore): () => void {
  const mine = Object.freeze(core);
  shared[key] ??= mine;
  return () => {
    if (shared[key] === mine) delete shared[key];
  };
}

/** Writes into the other copy's spool. */
export class SharedSpool implements Spool {
  readonly isFull = false;
  readonly #core: SharedCore;

  constructor(core: SharedCore) {
    this.#core = core;
  }

  get id(): string {
    return this.#core.writer;
  }

  get directory(): string | undefined {
    return this.#core.directory();
  }

  append(body: RecordBody): void {
    // Whether its writer lives is for the other copy to say.
    if (body.kind === 'close' || body.kind === 'heartbeat') return;
    this.#core.write(body);
  }

  rotate(): void {}
  checkFile(): boolean {
    return false;
  }
  close(): void {}
}
