import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { smallDisk } from '../../../../tooling/small-disk.ts';
import { eventRecords, Recording } from '../recording.ts';

afterEach(() => vi.restoreAllMocks());

/** A session that records onto a file system of 2 MiB. Undefined, and skipped, where this machine mounts none. */
function onSmallDisk(context: TestContext) {
  const disk = smallDisk(2);
  if (!disk) return context.skip('this machine does not let tests mount a file system');
  const recording = new Recording(join(disk, '.agentops'));
  const session = recording.agentops.init(recording.options);
  const ballast = join(disk, 'ballast');
  return {
    recording,
    tools: (prefix: string, count = 20) => {
      const names = Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
      for (const name of names) session?.startTool(name, { arguments: 'x'.repeat(500) }).end();
      return names;
    },
    /** What is left is the rest of the page that the spool's last line ends in. */
    fill: () => {
      expect(() => {
        for (;;) writeFileSync(ballast, Buffer.alloc(4096), { flag: 'a' });
      }).toThrow(/ENOSPC/);
    },
    free: () => rmSync(ballast),
    names: () => {
      const records = eventRecords(recording.read().records).sort((a, b) => a.seq - b.seq);
      return [...new Set(records.flatMap(({ event }) => event.name ?? []))];
    },
  };
}

describe('a disk that is really full', () => {
  it('is said once, and what comes is written in order when there is room again', (context) => {
    const { recording, tools, fill, free, names } = onSmallDisk(context);
    const before = tools('before');
    fill();
    const meanwhile = tools('meanwhile');
    expect(recording.codes).toEqual(['spool-unwritable']);
    expect(recording.diagnostics[0]?.message).toMatch(/ENOSPC|short write/);
    expect(names()).not.toContain(meanwhile.at(-1));
    free();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 1100);
    const after = tools('after');
    expect(names()).toEqual([...before, ...meanwhile, ...after]);
    expect(recording.read().losses).toEqual([]);
  });

  it('has what was held in memory at the latest when it closes', (context) => {
    const { recording, tools, fill, free, names } = onSmallDisk(context);
    fill();
    const meanwhile = tools('meanwhile');
    free();
    recording.agentops.shutdown();
    expect(names()).toEqual(meanwhile);
    expect(recording.read().losses).toEqual([]);
  });

  it('changes nothing for the host where no room comes back', async (context) => {
    const { recording, tools, fill, names } = onSmallDisk(context);
    const before = tools('before');
    fill();
    const meanwhile = tools('meanwhile', 200);
    await recording.agentops.flush();
    recording.agentops.shutdown();
    expect(names()).toEqual([...before, ...meanwhile].slice(0, names().length));
    expect(recording.codes).toEqual(['spool-unwritable']);
  });
});
