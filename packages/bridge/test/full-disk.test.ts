import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { smallDisk } from '../../../tooling/small-disk.ts';
import { followBridge } from '../src/index.ts';
import { HostReport } from './host-report.ts';
import { callNames } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

it('a full disk is told, and all is recorded when there is room again', async (context) => {
  const directory = smallDisk(4);
  if (!directory) return context.skip('this machine does not let tests mount a file system');
  const host = new HostReport(directory);
  host.write(host.begin(), ...host.sessions(1, 2000));
  const ballast = join(directory, 'ballast');
  for (let room = true; room; ) {
    try {
      writeFileSync(ballast, Buffer.alloc(64 * 1024), { flag: 'a' });
    } catch {
      room = false;
    }
  }
  // Room for a part of the records.
  truncateSync(ballast, statSync(ballast).size - 200 * 1024);
  const follower = followBridge({ directory, mappers: [toyMapper], pollMs: 20 });
  onTestFinished(() => follower.close());
  await expect
    .poll(() => follower.report().streams)
    .toMatchObject([
      { state: 'failed', reason: expect.stringMatching(/no space|ENOSPC|short write/i) },
    ]);
  const before = callNames(directory).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(2000);
  rmSync(ballast);
  await expect
    .poll(() => follower.report().streams)
    .toMatchObject([{ state: 'following', waitingBytes: 0 }]);
  expect(new Set(callNames(directory)).size).toBe(2000);
});
