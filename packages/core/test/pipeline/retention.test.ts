import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { writeCursor } from '../../src/export/cursor.ts';
import { readTotals } from '../../src/export/totals.ts';
import { BlobStore } from '../../src/pipeline/blob-store.ts';
import { pathsOf, prepareDirectory } from '../../src/pipeline/data-directory.ts';
import { pruneSpool } from '../../src/pipeline/retention.ts';
import { segmentPath } from '../../src/pipeline/segments.ts';
import { identifyWriter } from '../../src/pipeline/writer-identity.ts';
import { pruneDirectory } from '../../src/platform/node/sources.ts';
import { Recording } from '../recording.ts';

const day = 24 * 3600_000;
const segmentBytes = 1000;

/** A data directory with segments of so many bytes. A dead writer's process is one that never was. */
function spool() {
  const directory = prepareDirectory(tempDir());
  const folder = pathsOf(directory).spool;
  const path = (writer: string, index: number) => segmentPath(folder, writer, index);
  return {
    directory,
    folder,
    segment(
      writer: string,
      index: number,
      daysAgo: number,
      options: { alive?: boolean; parent?: string } = {},
    ) {
      const info = {
        ...identifyWriter(),
        ...(options.alive ? {} : { pid: 2 ** 22 + 1, processStartTime: '1' }),
        ...(options.parent ? { parentWriter: options.parent } : {}),
        sdkVersion: 'test',
        segment: index,
      };
      const changed = new Date(Date.now() - daysAgo * day);
      const time = changed.getTime();
      const first = JSON.stringify({ v: 1, writer, seq: index, time, kind: 'writer', info });
      writeFileSync(path(writer, index), `${first}\n`.padEnd(segmentBytes, ' '));
      utimesSync(path(writer, index), changed, changed);
    },
    left: () => readdirSync(folder).map((name) => name.replace('.ndjson', '')),
  };
}

const cursor = (writer: string, segment: number, offset: number, destination = 'd') => ({
  protocol: undefined,
  destination,
  writer,
  segment,
  offset,
});

describe('within the bounds', () => {
  it('nothing goes', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 29);
    expect(pruneSpool(directory)).toEqual({ freedBytes: 0, lost: [], writers: [] });
    expect(left()).toHaveLength(1);
  });
});

describe('what is older than 30 days', () => {
  it('goes, and nothing else does', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 40);
    segment('a', 1, 1);
    segment('b', 0, 31);
    const { freedBytes, writers, lost } = pruneSpool(directory);
    expect(left()).toEqual(['a.0001']);
    expect({ freedBytes, writers, lost }).toEqual({ freedBytes: 2000, writers: ['b'], lost: [] });
  });

  it('goes of a writer that lives too, but for the segment that it writes', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 50, { alive: true });
    segment('a', 1, 40, { alive: true });
    pruneSpool(directory);
    expect(left()).toEqual(['a.0001']);
  });
});

describe('with too many bytes', () => {
  const bound = { maxBytes: 2 * segmentBytes };

  it('the oldest segments go', () => {
    const { directory, segment, left } = spool();
    for (const [writer, index, daysAgo] of [
      ['a', 0, 4],
      ['b', 0, 3],
      ['b', 1, 2],
      ['c', 0, 1],
    ] as const) {
      segment(writer, index, daysAgo);
    }
    pruneSpool(directory, bound);
    expect(left()).toEqual(['b.0001', 'c.0000']);
  });

  it('those that every destination has go first, though they are younger', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 4);
    segment('b', 0, 3);
    segment('c', 0, 2);
    const acknowledged = [cursor('a', 0, 10), cursor('b', 0, segmentBytes), cursor('c', 0, 0)];
    expect(pruneSpool(directory, { ...bound, acknowledged }).lost).toEqual([]);
    expect(left()).toEqual(['a.0000', 'c.0000']);
  });

  it('one that a destination lacks goes anyway, and it is said how much is lost to whom', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 4);
    segment('a', 1, 3);
    segment('b', 0, 2);
    const acknowledged = [
      cursor('a', 0, 400, 'slow'),
      cursor('a', 1, segmentBytes, 'fast'),
      cursor('b', 0, 0, 'slow'),
    ];
    const { lost } = pruneSpool(directory, { ...bound, acknowledged });
    expect(left()).toEqual(['a.0001', 'b.0000']);
    expect(lost).toMatchObject([
      { writer: 'a', segment: 0, bytes: 600, destinations: [{ destination: 'slow' }] },
    ]);
  });

  it('those of open sessions go last', () => {
    const { directory, segment, left } = spool();
    segment('a', 0, 9, { alive: true });
    segment('a', 1, 8, { alive: true });
    segment('b', 0, 7, { parent: 'a' });
    segment('c', 0, 1);
    pruneSpool(directory, { maxBytes: 3 * segmentBytes });
    expect(left()).toEqual(['a.0000', 'a.0001', 'b.0000']);
  });
});

describe('texts in files of their own', () => {
  it('go when no segment is left that can name them', () => {
    const { directory, segment } = spool();
    const { blobs } = pathsOf(directory);
    const store = new BlobStore(blobs);
    const put = (text: string, daysAgo: number) => {
      const hash = /blob:([0-9a-f]+):/.exec(store.put(text))?.[1] as string;
      const used = new Date(Date.now() - daysAgo * day);
      utimesSync(join(blobs, hash), used, used);
      return join(blobs, hash);
    };
    segment('a', 0, 40);
    segment('b', 0, 10);
    const old = put('old', 40);
    const young = put('young', 9);
    const again = put('named again', 40);
    store.put('named again');
    pruneSpool(directory);
    expect([old, young, again].map(existsSync)).toEqual([false, true, true]);
  });
});

describe('a process that runs for a while', () => {
  it('prunes once, and leaves a record of what was lost, and no cursor of a writer that is gone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { directory, segment, folder } = spool();
    segment('gone', 0, 40);
    const { cursors } = pathsOf(directory);
    const counts = { sentRecords: 4, withheldSessions: 3, refused: 2 };
    const rest = { captureContent: true, ...counts, ended: false };
    writeCursor(cursors, { ...cursor('gone', 0, 300, 'http://a'), ...rest });
    const recording = new Recording(directory);
    recording.agentops.init(recording.options);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readdirSync(cursors)).toEqual(['http%3A%2F%2Fa.totals']);
    const key = { destination: 'http://a', protocol: undefined };
    expect(readTotals(cursors, key)).toEqual({ ...counts, lostBytes: 700 });
    expect(recording.read().losses).toMatchObject([
      { bytes: 700, reason: expect.stringMatching(/segment 0 of writer gone .*"http:\/\/a"/) },
    ]);
    expect(recording.codes).toEqual(['unsent-deleted']);
  });

  it('bears a directory that is empty', () => {
    const directory = prepareDirectory(tempDir());
    expect(pruneDirectory(directory)).toEqual([]);
    expect(statSync(directory).isDirectory()).toBe(true);
  });
});
