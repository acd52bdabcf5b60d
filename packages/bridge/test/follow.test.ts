import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '@agentops/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { type FollowBridgeOptions, followBridge, takeIn } from '../src/index.ts';
import { dead, HostReport } from './host-report.ts';
import { callNames, folded } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

const mappers = [toyMapper];

function follow(directory: string, options: Partial<FollowBridgeOptions> = {}) {
  const follower = followBridge({ directory, mappers, pollMs: 5, ...options });
  onTestFinished(() => follower.close());
  return follower;
}

describe('following', () => {
  it('records what comes, of hosts that begin later too', async () => {
    const directory = tempDir();
    const follower = follow(directory);
    const hosts = [new HostReport(directory), new HostReport(directory)];
    for (const host of hosts) host.write(host.begin(), ...host.sessions(1, 1));
    await expect.poll(() => folded(directory).events).toHaveLength(2);
    for (const host of hosts) host.write(host.line('note', { text: 'more' }, 's0'));
    await expect.poll(() => folded(directory).events).toHaveLength(4);
    expect(follower.report().streams.map(({ state }) => state)).toEqual(['following', 'following']);
  });

  it('takes a line when its end has come', async () => {
    const directory = tempDir();
    follow(directory);
    const host = new HostReport(directory);
    host.write(host.begin());
    const line = JSON.stringify(host.line('note', { text: 'ünfinished' }, 's0'));
    const bytes = Buffer.from(line);
    const middle = bytes.indexOf(0xc3) + 1;
    appendFileSync(host.path, bytes.subarray(0, middle));
    const second = new HostReport(directory);
    second.write(second.begin(), second.line('note', { text: 'elsewhere' }));
    await expect.poll(() => callNames(directory)).toEqual(['note']);
    appendFileSync(host.path, bytes.subarray(middle));
    appendFileSync(host.path, '\n');
    await expect
      .poll(() => folded(directory).events)
      .toContainEqual(expect.objectContaining({ result: 'ünfinished' }));
  });

  it('is one per stream: a second one waits, and goes on when the first one is closed', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin(), ...host.sessions(1, 1));
    const first = follow(directory);
    await expect.poll(() => callNames(directory)).toHaveLength(1);
    const second = follow(directory);
    await expect.poll(() => second.report().streams).toMatchObject([{ state: 'elsewhere' }]);
    expect((await takeIn({ directory, mappers })).streams).toMatchObject([
      { state: 'elsewhere', reason: 'another process maps it', lines: 0 },
    ]);
    await first.close();
    host.write(host.line('note', { text: 'more' }, 's0'));
    await expect.poll(() => callNames(directory)).toEqual(['tool 0', 'note']);
    expect(second.report().streams).toMatchObject([{ state: 'following', repeatedLines: 0 }]);
  });

  it('takes in what is there before it closes, and leaves no claim', async () => {
    const directory = tempDir();
    const follower = follow(directory);
    const host = new HostReport(directory);
    host.write(host.begin(), ...host.sessions(20));
    await follower.close();
    expect(callNames(directory)).toHaveLength(60);
    expect(readdirSync(join(directory, 'bridge'))).toEqual([`${host.stream}.0000.ndjson`]);
  });

  it('does not wait for ever for a line that is missing', async () => {
    const directory = tempDir();
    follow(directory);
    const host = new HostReport(directory);
    host.write(host.begin());
    host.seq++;
    host.write(host.line('note', { text: 'behind the gap' }, 's0'));
    await expect.poll(() => callNames(directory)).toEqual(['note']);
    expect(folded(directory).losses).toMatchObject([{ records: 1 }]);
  });

  it('goes on where what it records could not be written for a while', async () => {
    const directory = tempDir();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'spool'), 'in the way');
    const said: Diagnostic[] = [];
    const host = new HostReport(directory, { process: dead });
    host.write(host.begin(), ...host.sessions(1));
    const follower = follow(directory, { onDiagnostic: (diagnostic) => said.push(diagnostic) });
    await expect.poll(() => follower.report().streams).toMatchObject([{ state: 'failed' }]);
    rmSync(join(directory, 'spool'));
    await expect.poll(() => follower.report().streams).toMatchObject([{ state: 'done' }]);
    expect(callNames(directory)).toHaveLength(3);
    expect(said).toMatchObject([{ code: 'bridge-failed', level: 'error' }]);
  });

  it('leaves a newer version alone, and says so once', async () => {
    const directory = tempDir();
    const said: Diagnostic[] = [];
    const follower = follow(directory, { onDiagnostic: (diagnostic) => said.push(diagnostic) });
    const [newer, known] = [new HostReport(directory), new HostReport(directory)];
    newer.write(newer.begin(), { ...newer.line('note'), v: 2 });
    await expect.poll(() => follower.report().streams).toMatchObject([{ state: 'newer' }]);
    known.write(known.begin(), known.line('note', { text: 'of another host' }));
    await expect.poll(() => callNames(directory)).toEqual(['note']);
    expect(said.map(({ code }) => code)).toEqual(['bridge-version-newer']);
  });
});
