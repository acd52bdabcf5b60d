import { createId } from '../events/id.ts';
import type { Spool } from './spool-writer.ts';

/** Takes records nowhere: AgentOps is switched off. */
export class NoSpool implements Spool {
  readonly id = createId();
  readonly directory = undefined;
  readonly isFull = false;
  append(): void {}
  rotate(): void {}
  checkFile(): boolean {
    return false;
  }
  close(): void {}
}
