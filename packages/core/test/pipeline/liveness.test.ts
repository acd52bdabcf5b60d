import { describe, expect, it } from 'vitest';
import { FoldedWriter } from '../../src/events/fold-writer.ts';
import type { WriterInfo } from '../../src/events/record.ts';
import { writerStateHere } from '../../src/pipeline/liveness.ts';
import { identifyWriter } from '../../src/pipeline/writer-identity.ts';

const minute = 60_000;
const now = 1_800_000_000_000;

/** What a reader here says of a writer that was last heard of so many minutes ago. */
function stateOf(info: Partial<WriterInfo>, minutesAgo = 0): string {
  const writer = new FoldedWriter('w');
  writer.add({
    v: 1,
    writer: 'w',
    seq: 0,
    time: now - minutesAgo * minute,
    kind: 'writer',
    info: { ...identifyWriter(), sdkVersion: 'test', segment: 0, ...info },
  });
  const state = writerStateHere(now)(writer);
  return state.state === 'alive' ? 'alive' : state.reason;
}

describe('a writer', () => {
  it('lives while its process does, however long it says nothing', () => {
    expect(stateOf({}, 1000)).toBe('alive');
  });

  it('is gone when there is no process of its number, or another one has it now', () => {
    expect(stateOf({ pid: 2 ** 22 + 1, processStartTime: '1' })).toMatch(/is gone/);
    expect(stateOf({ processStartTime: '1' })).toMatch(/process \d+ is gone \(killed or crashed\)/);
  });

  it('is gone when its machine was restarted since', () => {
    expect(stateOf({ bootId: 'before' })).toMatch(/the machine was restarted/);
  });

  it('of another container or machine is lost after ten minutes of silence, and not before', () => {
    for (const elsewhere of [
      { pidNamespace: 'pid:[1]' },
      { hostname: 'elsewhere', bootId: 'other' },
    ]) {
      const info = { pid: 2 ** 22 + 1, ...elsewhere };
      expect(stateOf(info, 9)).toBe('alive');
      expect(stateOf(info, 11)).toMatch(/nothing was heard for ten minutes/);
    }
  });

  it('in a worker thread is lost in the same way, as its process lives on without it', () => {
    expect(stateOf({ threadId: 3 }, 9)).toBe('alive');
    expect(stateOf({ threadId: 3 }, 11)).toMatch(/nothing was heard/);
  });
});
