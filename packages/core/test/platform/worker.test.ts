import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FoldedWriter } from '../../src/events/fold-writer.ts';
import type { AgentOpsRecord, RecordBody } from '../../src/events/record.ts';
import { sha256 } from '../../src/platform/worker/host.ts';
import { MemorySpool, maxHeldChars } from '../../src/platform/worker/memory-spool.ts';
import { writerStateHere } from '../../src/platform/worker/spool.ts';

const source = join(import.meta.dirname, '../../src/platform');

test.each(globSync('node/*.ts', { cwd: source }).map((file) => basename(file)))(
  '%s: what Node has, other runtimes have under the same names',
  async (file) => {
    const [node, worker] = await Promise.all([
      import(join(source, 'node', file)),
      import(join(source, 'worker', file)),
    ]);
    expect(Object.keys(worker)).toEqual(expect.arrayContaining(Object.keys(node)));
  },
);

test("sha256 is Node's, for every text", () => {
  const same = (text: string) =>
    Buffer.from(sha256(text)).equals(createHash('sha256').update(text).digest());
  for (let length = 0; length < 200; length++) expect(same('x'.repeat(length))).toBe(true);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), same));
});

describe('the spool in memory', () => {
  const diagnostic = (message: string): RecordBody => ({
    kind: 'diagnostic',
    level: 'info',
    code: 'test',
    message,
  });
  const messages = (records: readonly AgentOpsRecord[]) =>
    records.map((record) => (record as { message?: string }).message);

  it('gives what came behind the offsets', () => {
    const spool = new MemorySpool();
    spool.append(diagnostic('a'));
    spool.append(diagnostic('b'));
    const first = spool.read({});
    expect(messages(first.records)).toEqual(['a', 'b']);
    expect(first.records).toMatchObject([
      { v: 1, writer: spool.id, seq: 0 },
      { v: 1, writer: spool.id, seq: 1 },
    ]);
    expect(spool.read(first.offsets).records).toEqual([]);
    spool.append(diagnostic('c'));
    expect(messages(spool.read(first.offsets).records)).toEqual(['c']);
  });

  it('gives as many as are asked for, and goes on from there', () => {
    const spool = new MemorySpool();
    for (const message of ['a', 'b', 'c']) spool.append(diagnostic(message));
    const first = spool.read({}, 2);
    expect(messages(first.records)).toEqual(['a', 'b']);
    expect(messages(spool.read(first.offsets, 2).records)).toEqual(['c']);
  });

  it('holds no more than its bound: the oldest go, and the sequence says how many', () => {
    const spool = new MemorySpool();
    const text = 'x'.repeat(maxHeldChars / 4);
    for (let count = 0; count < 6; count++) spool.append(diagnostic(text));
    const { records, offsets } = spool.read({});
    expect(records.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(spool.read(offsets).records).toEqual([]);
    const writer = new FoldedWriter(spool.id);
    for (const record of spool.read({ [spool.id]: 0 }).records) writer.add(record);
    expect(writer.missing).toBe(0);
  });

  it('does not see what the host changes later', () => {
    const spool = new MemorySpool();
    const details = { n: 1 };
    spool.append({ ...diagnostic('a'), details } as RecordBody);
    details.n = 2;
    expect(spool.read({}).records).toMatchObject([{ details: { n: 1 } }]);
  });
});

test('of other writers only their silence tells', () => {
  const writer = new FoldedWriter('a');
  writer.lastTime = 1_000_000;
  expect(writerStateHere(1_000_000 + 599_000)(writer)).toEqual({ state: 'alive' });
  expect(writerStateHere(1_000_000 + 601_000)(writer)).toMatchObject({ state: 'gone' });
});
