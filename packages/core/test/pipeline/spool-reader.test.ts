import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { findDataDirectory, pathsOf } from '../../src/pipeline/data-directory.ts';
import { readSpool, SpoolTail } from '../../src/pipeline/spool-reader.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

/** A spool with the events t0, t1 and t2 in it, whose writer has closed. */
function spool() {
  const { recording, sessions, agentops } = withSessions(1);
  for (const name of ['t0', 't1', 't2']) (sessions[0] as Session).startTool(name).end();
  agentops.shutdown();
  const folder = pathsOf(recording.directory).spool;
  const file = readdirSync(folder)[0] as string;
  const path = join(folder, file);
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return { recording, directory: recording.directory, file, path, lines };
}

const kindsOf = (records: unknown[]) => records.map((record) => (record as { kind: string }).kind);

describe('readSpool', () => {
  it('gives every record of every file, in the order of each', () => {
    const { directory, lines } = spool();
    const { records, badLines } = readSpool(directory);
    expect(records).toEqual(lines.map((line) => JSON.parse(line)));
    expect(badLines).toEqual([]);
  });

  it('names a file that can not be read, and reads all others', () => {
    const { directory, lines } = spool();
    // Stands for a file without the permission: the superuser may read all files, and nobody a folder.
    mkdirSync(join(pathsOf(directory).spool, '0000.ndjson'));
    const tail = new SpoolTail(directory);
    const unreadable = [{ file: '0000.ndjson', reason: expect.stringContaining('EISDIR') }];
    expect(readSpool(directory)).toMatchObject({ unreadable });
    expect(tail.read().records).toHaveLength(lines.length);
    expect(tail.read()).toEqual({ records: [], badLines: [], unreadable });
  });

  it('reports a last line that was torn, and reads all before it', () => {
    const { directory, file, path, lines } = spool();
    truncateSync(path, statSync(path).size - 10);
    const { records, badLines } = readSpool(directory);
    expect(records).toHaveLength(lines.length - 1);
    const last = lines.at(-1) as string;
    const offset = lines.slice(0, -1).join('\n').length + 1;
    expect(badLines).toEqual([{ file, offset, bytes: last.length - 9, unfinished: true }]);
  });

  it('reports a damaged line, and reads everything around it', () => {
    const { directory, recording, file, path, lines } = spool();
    const damaged = [...lines];
    damaged[3] = `${lines[3]?.slice(0, 20)}\0\0\0${lines[3]?.slice(30)}`;
    writeFileSync(path, `${damaged.join('\n')}\n`);
    const { records, badLines } = readSpool(directory);
    expect(records).toHaveLength(lines.length - 1);
    expect(badLines).toEqual([
      { file, offset: lines.slice(0, 3).join('\n').length + 1, bytes: damaged[3].length },
    ]);
    expect(recording.read().events).toHaveLength(3);
    expect(recording.read().losses).toMatchObject([{ reason: 'gap in the sequence', records: 1 }]);
  });

  it('reads on behind a line that was torn in the middle of the file, and behind empty ones', () => {
    const { directory, path, lines } = spool();
    appendFileSync(path, `{"v":1,"wri\n\n\n${lines[1]}\n`);
    const { records, badLines } = readSpool(directory);
    expect(records).toHaveLength(lines.length + 1);
    expect(badLines).toHaveLength(1);
  });

  it('reads lines longer than it reads at once, and texts in any script', () => {
    const { directory, path, lines } = spool();
    const long = { v: 1, writer: 'w', seq: 0, time: 1, kind: 'x', text: 'ä漢🙂'.repeat(400_000) };
    appendFileSync(path, `${JSON.stringify(long)}\n${lines[1]}\n`);
    const { records, badLines } = readSpool(directory);
    expect(records.at(-2)).toEqual(long);
    expect(records).toHaveLength(lines.length + 2);
    expect(badLines).toEqual([]);
  });

  it('gives nothing where there is no data directory', () => {
    expect(readSpool(join(tempDir(), 'nowhere'))).toEqual({ records: [], badLines: [] });
  });

  it('leaves files alone that are no segments', () => {
    const { directory, lines } = spool();
    writeFileSync(join(pathsOf(directory).spool, 'notes.txt'), 'x');
    expect(readSpool(directory).records).toHaveLength(lines.length);
  });
});

describe('SpoolTail', () => {
  it('gives at each read what has come since the one before', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const tail = new SpoolTail(recording.directory);
    expect(kindsOf(tail.read().records)).toEqual(['writer', 'session']);
    expect(tail.read().records).toEqual([]);
    (sessions[0] as Session).startTool('t').end();
    expect(kindsOf(tail.read().records)).toEqual(['start', 'end']);
    agentops.shutdown();
    expect(kindsOf(tail.read().records)).toEqual(['session', 'close']);
  });

  it('waits at an unfinished last line until it is whole', () => {
    const { directory, path, file, lines } = spool();
    const tail = new SpoolTail(directory);
    tail.read();
    const line = lines[1] as string;
    appendFileSync(path, line.slice(0, 30));
    expect(tail.read()).toEqual({ records: [], badLines: [] });
    expect(tail.unfinishedLines()).toMatchObject([{ file, bytes: 30, unfinished: true }]);
    appendFileSync(path, line.slice(30));
    expect(tail.read().records).toEqual([]);
    appendFileSync(path, '\n');
    expect(tail.read().records).toEqual([JSON.parse(line)]);
    expect(tail.unfinishedLines()).toEqual([]);
  });

  it('goes on where an earlier one had come', () => {
    const { directory, path, lines } = spool();
    const first = new SpoolTail(directory);
    first.read();
    appendFileSync(path, `${lines[1]}\n`);
    const second = new SpoolTail(directory, { offsets: first.offsets });
    expect(second.read().records).toHaveLength(1);
  });

  it('finds files that are new, and bears it when files go', () => {
    const { directory, path } = spool();
    const tail = new SpoolTail(directory);
    tail.read();
    rmSync(path);
    writeFileSync(join(pathsOf(directory).spool, 'new.0000.ndjson'), '{"a":1}\n');
    expect(tail.read().records).toEqual([{ a: 1 }]);
  });
});

describe('findDataDirectory', () => {
  it('finds the nearest .agentops upwards', () => {
    const root = tempDir();
    const deep = join(root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    expect(findDataDirectory(deep)).toBeUndefined();
    mkdirSync(join(root, '.agentops', 'spool'), { recursive: true });
    expect(findDataDirectory(deep)).toBe(join(root, '.agentops'));
    mkdirSync(join(root, 'a', '.agentops', 'spool'), { recursive: true });
    expect(findDataDirectory(deep)).toBe(join(root, 'a', '.agentops'));
  });
});
