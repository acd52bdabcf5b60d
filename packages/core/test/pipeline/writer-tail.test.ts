import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import { segmentPath } from '../../src/pipeline/segments.ts';
import { WriterTail } from '../../src/pipeline/writer-tail.ts';

const line = (seq: number, text = '') => `${JSON.stringify({ v: 1, writer: 'w', seq, text })}\n`;
const start = { segment: 0, offset: 0 };

function spool() {
  const directory = tempDir();
  const folder = pathsOf(directory).spool;
  mkdirSync(folder, { recursive: true });
  const tail = new WriterTail(directory, 'w');
  const path = (index: number) => segmentPath(folder, 'w', index);
  return {
    tail,
    path,
    write: (index: number, text: string) => appendFileSync(path(index), text),
    /** Sequence numbers, piece by piece, to the end. */
    all(options: Parameters<WriterTail['read']>[1] = {}) {
      const pieces: number[][] = [];
      let position = start;
      for (;;) {
        const piece = tail.read(position, options);
        pieces.push(piece.records.map(({ seq }) => seq));
        position = piece.position;
        if (!piece.full) return { pieces, position };
      }
    },
  };
}

it('reads so many records or bytes at once, and goes on from there', () => {
  const { all, write } = spool();
  for (let seq = 0; seq < 5; seq++) write(0, line(seq));
  write(0, line(5, 'x'.repeat(300)));
  write(0, line(6));
  expect(all({ maxRecords: 2 }).pieces.flat()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(all({ maxRecords: 2 }).pieces[0]).toEqual([0, 1]);
  expect(all({ maxBytes: 2 * line(0).length }).pieces).toEqual([[0, 1], [2, 3], [4], [5], [6]]);
});

it('goes from segment to segment, over those that are gone', () => {
  const { all, write, path } = spool();
  for (let index = 0; index < 4; index++) write(index, line(index));
  expect(all().pieces.flat()).toEqual([0, 1, 2, 3]);
  for (const index of [0, 2]) rmSync(path(index));
  expect(all({ finished: true }).pieces.flat()).toEqual([1, 3]);
  expect(all({ finished: true }).position).toEqual({ segment: 3, offset: line(3).length });
});

it('stops at a last line without an end, until that has come', () => {
  const { tail, write } = spool();
  write(0, line(0) + line(1).slice(0, 9));
  const first = tail.read(start);
  expect(first).toMatchObject({ records: [{ seq: 0 }], position: { offset: line(0).length } });
  expect(tail.read(first.position).records).toEqual([]);
  write(0, line(1).slice(9));
  expect(tail.read(first.position).records).toMatchObject([{ seq: 1 }]);
});

it('passes over a last line without an end where nobody will end it', () => {
  const { tail, write } = spool();
  write(0, line(0) + line(1).slice(0, 9));
  const size = line(0).length + 9;
  expect(tail.read(start, { finished: true }).position).toEqual({ segment: 0, offset: size });
  // In an earlier segment it is over for sure.
  write(1, line(2));
  expect(tail.read(start).records).toMatchObject([{ seq: 0 }, { seq: 2 }]);
});

it('passes over lines that are no records', () => {
  const { all, write } = spool();
  write(0, `${line(0)}\n{"v":\n[]\n7\n{"seq":1}\n${line(1)}`);
  expect(all().pieces.flat()).toEqual([0, 1]);
});

it('reads lines longer than a block', () => {
  const { all, write } = spool();
  write(0, line(0) + line(1, 'ä'.repeat(3_000_000)) + line(2));
  expect(all().pieces).toEqual([[0], [1], [2]]);
});

it('counts texts that are kept in blobs', () => {
  const { all, write } = spool();
  const blob = `agentops:blob:${'a'.repeat(64)}:900000:begin`;
  for (let seq = 0; seq < 3; seq++) write(0, line(seq, blob));
  expect(all().pieces).toEqual([[0], [1], [2]]);
});

it('has nothing where there is nothing', () => {
  const { tail, path } = spool();
  expect(tail.read(start)).toEqual({
    records: [],
    position: start,
    full: false,
    mayNameBlobs: false,
  });
  writeFileSync(path(0), '');
  expect(tail.read(start)).toEqual({
    records: [],
    position: start,
    full: false,
    mayNameBlobs: false,
  });
});
