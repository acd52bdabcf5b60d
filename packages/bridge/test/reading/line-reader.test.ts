import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { LineReader } from '../../src/reading/line-reader.ts';

function fileOf(text: string | Buffer): string {
  const path = join(tempDir(), 'lines');
  writeFileSync(path, text);
  return path;
}

function all(reader: LineReader, maxBytes = 1000) {
  const lines = [];
  for (;;) {
    const read = reader.read(maxBytes);
    lines.push(...read.lines);
    if (read.isAtEnd) return lines;
  }
}

describe('LineReader', () => {
  it('gives whole lines, with their places, and passes over empty ones', () => {
    const reader = new LineReader(fileOf('one\n\n\nzwölf\nunfinished'));
    expect(all(reader)).toEqual([
      { text: 'one', offset: 0, bytes: 3 },
      { text: 'zwölf', offset: 6, bytes: 6 },
    ]);
    expect(reader.takeUnfinished()).toEqual({ text: 'unfinished', offset: 13, bytes: 10 });
    expect(reader.takeUnfinished()).toBeUndefined();
  });

  it('puts together what comes in pieces, wherever these end', () => {
    const text = `${'ä€😀'.repeat(200_000)}\nshort\n`;
    const bytes = Buffer.from(text);
    const path = fileOf('');
    const reader = new LineReader(path);
    const lines = [];
    for (let at = 0; at < bytes.length; at += 99_991) {
      appendFileSync(path, bytes.subarray(at, at + 99_991));
      lines.push(...all(reader));
    }
    expect(lines.map((line) => line.text)).toEqual(text.split('\n').slice(0, -1));
    expect(reader.position).toBe(bytes.length);
  });

  it('passes over what is too long, however long it is, and goes on behind it', () => {
    const reader = new LineReader(fileOf(`a\n${'x'.repeat(3_000_000)}\nb\n${'y'.repeat(500)}\n`), {
      maxLineBytes: 500,
    });
    expect(all(reader)).toEqual([
      { text: 'a', offset: 0, bytes: 1 },
      { offset: 2, bytes: 3_000_000 },
      { text: 'b', offset: 3_000_003, bytes: 1 },
      { text: 'y'.repeat(500), offset: 3_000_005, bytes: 500 },
    ]);
  });

  it('has nothing to give of a file that is gone', () => {
    expect(new LineReader('/nowhere/lines').read(10)).toEqual({ lines: [], isAtEnd: true });
  });
});
