import { readdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { takeIn } from '../src/index.ts';
import { dead, HostReport, living } from './host-report.ts';
import { callNames, folded, records, recordTexts } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

const mappers = [toyMapper];

describe('taking in', () => {
  it('records what a host reported, in its name and at its times', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin(), ...host.sessions(2, 1));
    const report = await takeIn({ directory, mappers });
    expect(report.streams).toMatchObject([
      {
        stream: host.stream,
        state: 'following',
        adapter: '@agentops/adapter-toy',
        host: 'toy',
        pid: process.pid,
        lines: 8,
        waitingBytes: 0,
        malformedLines: 0,
        repeatedLines: 0,
        missingLines: 0,
        unknownKinds: {},
      },
    ]);
    const { sessions, events, writers } = folded(directory);
    expect(sessions).toMatchObject([
      {
        name: 's0',
        endState: 'Success',
        owner: host.stream,
        hostEnv: { runtime: 'Python 3.11.7' },
      },
      { name: 's1' },
    ]);
    expect(sessions[1]).not.toHaveProperty('endState');
    expect(events).toMatchObject([
      { name: 'tool 0', status: 'ok', startTime: 1_700_000_000_020, result: 'result 0' },
      { name: 'tool 0', status: 'ok', endTime: 1_700_000_000_070 },
    ]);
    expect(writers).toMatchObject([{ id: host.stream, info: { pid: process.pid } }]);
  });

  it('goes on where it was, as the host does', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin());
    for (const line of host.sessions(3)) {
      host.write(line);
      await takeIn({ directory, mappers });
    }
    const whole = tempDir();
    const again = new HostReport(whole, { stream: host.stream });
    again.write(readFileSync(host.path, 'utf8'));
    // Sessions' ids follow from the project.
    const project = readFileSync(join(directory, 'project'), 'utf8');
    writeFileSync(join(whole, 'project'), project);
    await takeIn({ directory: whole, mappers });
    expect(recordTexts(directory)).toEqual(recordTexts(whole));
    expect(recordTexts(whole).length).toBeGreaterThan(20);
  });

  it('records nothing a second time, and never writes to what the shim wrote', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin(), ...host.sessions(2));
    const reported = readFileSync(host.path);
    await takeIn({ directory, mappers });
    const once = records(directory);
    await takeIn({ directory, mappers });
    expect(records(directory)).toEqual(once);
    expect(readFileSync(host.path)).toEqual(reported);
  });

  it('leaves what a host left open when it was killed to the reader, who calls it indeterminate', async () => {
    const directory = tempDir();
    const host = new HostReport(directory, { process: dead });
    host.write(host.begin(), ...host.sessions(2, 1));
    host.write(host.line('call_start', { id: 'last', name: 'killed in it' }, 's1'));
    const report = await takeIn({ directory, mappers });
    expect(report.streams).toMatchObject([{ state: 'done', waitingBytes: 0 }]);
    const { sessions, events } = folded(directory);
    expect(sessions).toMatchObject([
      { name: 's0', endState: 'Success' },
      {
        name: 's1',
        endState: 'Indeterminate',
        endStateReason: `process ${dead.pid} is gone (killed or crashed)`,
      },
    ]);
    expect(events.at(-1)).toMatchObject({ name: 'killed in it', status: 'indeterminate' });
    expect(records(directory).some(({ kind }) => kind === 'close')).toBe(false);
  });

  it('records the last words of a stream when its host is gone, once', async () => {
    const directory = tempDir();
    const host = new HostReport(directory, { process: dead });
    host.write(
      host.begin(),
      host.line('stream_start', { id: 1 }, 's0'),
      host.line('stream_text', { id: 1, text: 'one two three' }, 's0'),
    );
    await takeIn({ directory, mappers });
    expect(folded(directory).events).toMatchObject([
      { outputMessages: [{ parts: [{ content: 'one two three' }] }], status: 'indeterminate' },
    ]);
    const before = recordTexts(directory);
    unlinkSync(join(directory, 'bridge', `${host.stream}.done`));
    await takeIn({ directory, mappers });
    expect(recordTexts(directory)).toEqual(before);
  });

  it('passes over what is done, and looks again where it has grown since', async () => {
    const directory = tempDir();
    const host = new HostReport(directory, { process: dead });
    host.write(host.begin(), ...host.sessions(1));
    await takeIn({ directory, mappers });
    expect(readdirSync(join(directory, 'bridge')).sort()).toEqual([
      `${host.stream}.0000.ndjson`,
      `${host.stream}.done`,
    ]);
    expect(await takeIn({ directory, mappers })).toEqual({ streams: [] });
    host.write(host.line('note', { text: 'it was only silent' }, 's0'));
    expect((await takeIn({ directory, mappers })).streams).toMatchObject([{ state: 'done' }]);
    expect(callNames(directory)).toContain('note');
  });

  it('reads on over segments, and takes what was broken off at the end of one for damage', async () => {
    const directory = tempDir();
    const host = new HostReport(directory, { process: dead });
    host.write(host.begin(), ...host.sessions(1), '{"v":1,"broken');
    host.segment = 1;
    host.write(host.begin(), host.line('note', { text: 'in the second' }, 's0'));
    const report = await takeIn({ directory, mappers });
    expect(report.streams).toMatchObject([
      { state: 'done', lines: 10, malformedLines: 1, missingLines: 0 },
    ]);
    expect(callNames(directory)).toEqual(['tool 0', 'tool 1', 'tool 2', 'note']);
  });

  it('says which streams nobody can map, and leaves them', async () => {
    const directory = tempDir();
    const other = new HostReport(directory, { process: dead });
    other.write(other.begin({ adapter: '@agentops/adapter-other' }));
    const unnamed = new HostReport(directory, { process: dead });
    unnamed.write(unnamed.line('note', { text: 'of whom?' }));
    const { streams } = await takeIn({ directory, mappers });
    const stateOf = Object.fromEntries(streams.map(({ stream, state }) => [stream, state]));
    expect(stateOf).toEqual({ [other.stream]: 'no-mapper', [unnamed.stream]: 'unnamed' });
    expect(streams.every(({ waitingBytes }) => waitingBytes > 0)).toBe(true);
    expect(readdirSync(join(directory, 'bridge'))).toHaveLength(2);
  });

  it('takes a host that does not say its process for gone when it has been silent for ten minutes', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin({ process: { ...living, pid: null } }), ...host.sessions(1, 1));
    expect((await takeIn({ directory, mappers })).streams).toMatchObject([
      { state: 'following', pid: null },
    ]);
    const before = Date.now() / 1000 - 11 * 60;
    utimesSync(host.path, before, before);
    expect((await takeIn({ directory, mappers })).streams).toMatchObject([{ state: 'done' }]);
    expect(folded(directory).sessions).toMatchObject([{ endState: 'Indeterminate' }]);
  });

  it('leaves content out where the shim was told to', async () => {
    const directory = tempDir();
    const host = new HostReport(directory);
    host.write(host.begin({ capture_content: false }), ...host.sessions(1, 1));
    await takeIn({ directory, mappers });
    const spool = records(directory).map((record) => JSON.stringify(record));
    expect(spool.join('')).not.toContain('result 0');
  });

  it('costs nothing where no host ever reported', async () => {
    const directory = tempDir();
    expect(await takeIn({ directory, mappers })).toEqual({ streams: [] });
    expect(readdirSync(directory)).toEqual([]);
  });
});
