import type { WriterState } from '@agentops/core';

/** What in a row of the table `writer` tells whether more can come. */
export interface WriterEnd {
  last_seq: number;
  closed: string | null;
  closed_seq: number;
  gone: string | null;
}

/** It closed, and nothing has come since. */
export function isClosed({ closed_seq, last_seq }: WriterEnd): boolean {
  return closed_seq >= 0 && closed_seq === last_seq;
}

/** Why nothing more can come. Null while something can. That it closed is surer than any verdict. */
export function reasonOf(writer: WriterEnd): string | null {
  return isClosed(writer) ? (writer.closed ?? '') : writer.gone;
}

export function toState(reason: string | null): WriterState {
  return reason === null ? { state: 'alive' } : { state: 'gone', reason };
}
