import type * as Fs from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { eventRecords, readDirectory, withSessions } from '../recording.ts';

/**
 * The disk takes so many bytes more; then it is full. A part of a write may still fit, as on a real one: `small-disk.test.ts` has
 * that, where it may mount one.
 */
const disk = vi.hoisted(() => ({ free: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const writeSync = (fd: number, data: string | Uint8Array): number => {
    const bytes = Buffer.from(data as string);
    const fits = Math.min(bytes.length, disk.free);
    if (fits === 0) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    disk.free -= fits;
    return fs.writeSync(fd, bytes, 0, fits);
  };
  return { ...fs, writeSync };
});

afterEach(() => {
  disk.free = Number.POSITIVE_INFINITY;
  vi.useRealTimers();
});

function one() {
  const setup = withSessions(1);
  const session = setup.sessions[0] as Session;
  const tool = (name: string) => session.startTool(name, { arguments: 'x'.repeat(500) }).end();
  /** In the order in which they were numbered: what is done to the clock here shows in the times. */
  const names = () => {
    const records = eventRecords(setup.recording.read().records).sort((a, b) => a.seq - b.seq);
    return [...new Set(records.flatMap(({ event }) => event.name ?? []))];
  };
  return { ...setup, session, tool, names };
}

/** A writer tries again after a second. */
function aSecondLater(): void {
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + 1100);
}

describe('a disk that is full', () => {
  it('is not noticed by the host, and said once', () => {
    const { recording, tool, names } = one();
    disk.free = 0;
    for (let index = 0; index < 5; index++) tool(`lost ${index}`);
    expect(names()).toEqual([]);
    expect(recording.codes).toEqual(['spool-unwritable']);
    expect(recording.diagnostics[0]?.message).toContain('ENOSPC');
  });

  it('holds the records in memory, and writes them in order when there is space again', () => {
    const { recording, tool, names } = one();
    tool('before');
    disk.free = 0;
    tool('meanwhile 1');
    tool('meanwhile 2');
    disk.free = Number.POSITIVE_INFINITY;
    aSecondLater();
    tool('after');
    vi.restoreAllMocks();
    expect(names()).toEqual(['before', 'meanwhile 1', 'meanwhile 2', 'after']);
    expect(recording.read().losses).toEqual([]);
    expect(recording.read().diagnostics).toMatchObject([{ code: 'spool-unwritable' }]);
  });

  it('writes them at the latest when it closes', () => {
    const { recording, agentops, tool, names } = one();
    disk.free = 0;
    tool('meanwhile');
    disk.free = Number.POSITIVE_INFINITY;
    agentops.shutdown();
    expect(names()).toEqual(['meanwhile']);
    expect(recording.read().losses).toEqual([]);
  });

  it('leaves a torn line where a part of a record still fitted, and nothing else is lost', () => {
    const { recording, tool, names } = one();
    tool('before');
    disk.free = 300;
    tool('torn');
    disk.free = Number.POSITIVE_INFINITY;
    aSecondLater();
    tool('after');
    vi.restoreAllMocks();
    expect(names()).toEqual(['before', 'torn', 'after']);
    expect(recording.read().losses).toEqual([]);
  });

  it('says by the gap in the numbers what was too much to be held in memory', () => {
    const { recording, session, names } = one();
    disk.free = 0;
    const megabyte = Array.from({ length: 100 }, () => 'x'.repeat(10_000));
    for (let index = 0; index < 20; index++) {
      session.startTool(`huge ${index}`).end({ result: megabyte });
      void recording.agentops.flush();
    }
    disk.free = Number.POSITIVE_INFINITY;
    aSecondLater();
    session.startTool('after').end();
    vi.restoreAllMocks();
    expect(names()).toContain('after');
    expect(names()).toContain('huge 19');
    expect(names()).not.toContain('huge 0');
    expect(recording.read().losses).toMatchObject([{ reason: 'gap in the sequence' }]);
  });
});

describe('a write that is cut short', () => {
  it('goes on where it stopped', async () => {
    const { recording, tool, names } = one();
    let first = true;
    const { free } = disk;
    Object.defineProperty(disk, 'free', {
      configurable: true,
      get: () => {
        const cut = first;
        first = false;
        return cut ? 100 : free;
      },
      set: () => {},
    });
    tool('whole');
    Object.defineProperty(disk, 'free', { configurable: true, writable: true, value: free });
    expect(names()).toEqual(['whole']);
    expect(recording.codes).toEqual([]);
    expect(readDirectory(recording.directory).losses).toEqual([]);
  });
});
