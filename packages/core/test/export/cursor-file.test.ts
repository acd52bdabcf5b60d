import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import {
  type Cursor,
  listCursors,
  moveCursor,
  readCursor,
  writeCursor,
} from '../../src/export/cursor.ts';
import { readCursorFile, writeCursorFile } from '../../src/export/cursor-file.ts';

const place = () => join(tempDir(), 'cursor.json');

describe('the file of a cursor', () => {
  it('has what was written last', () => {
    const path = place();
    expect(readCursorFile(path)).toBeUndefined();
    for (let offset = 0; offset < 5; offset++) {
      writeCursorFile(path, { offset });
      expect(readCursorFile(path)).toMatchObject({ offset });
    }
    expect(statSync(path)).toMatchObject({ size: 8192 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8').trim().split(/\s*\n/)).toHaveLength(2);
  });

  it('has what was written before, where the last writing was broken off anywhere', () => {
    const path = place();
    writeCursorFile(path, { offset: 1 });
    writeCursorFile(path, { offset: 2 });
    const before = readFileSync(path);
    writeCursorFile(path, { offset: 3 });
    const after = readFileSync(path);
    for (let written = 0; written < 100; written++) {
      writeFileSync(path, Buffer.concat([after.subarray(0, written), before.subarray(written)]));
      expect([2, 3]).toContain(readCursorFile(path)?.offset);
    }
    // The very first one: it is as if there were none.
    truncateSync(path, 10);
    expect(readCursorFile(path)).toBeUndefined();
    writeCursorFile(path, { offset: 4 });
    expect(readCursorFile(path)).toMatchObject({ offset: 4 });
  });

  it('keeps of a long refusal what fits', () => {
    const folder = tempDir();
    writeCursor(folder, { ...cursor, refusal: 'é'.repeat(9000) });
    expect(readCursor(folder, cursor)).toEqual({ ...cursor, refusal: 'é'.repeat(500) });
  });
});

const cursor: Cursor = {
  destination: 'https://example.com/in',
  protocol: undefined,
  writer: 'w',
  segment: 1,
  offset: 2,
  captureContent: true,
  sentRecords: 3,
  withheldSessions: 2,
  refused: 4,
  refusal: 'odd',
  ended: false,
};

describe('the name of that file', () => {
  it.each([
    ['agentops', 'v2'],
    ['agentops', undefined],
    ['https://me@example.com:1/a.b?c=@', 'http/1.1'],
    ['', undefined],
    [`https://example.com/${'é'.repeat(200)}`, 'v4'],
  ])('says the destination %j and the protocol %j', (destination, protocol) => {
    const folder = tempDir();
    const named = { ...cursor, destination, protocol };
    writeCursor(folder, named);
    expect(listCursors(folder)).toEqual([named]);
    expect(listCursors(folder, destination)).toEqual([named]);
    expect(listCursors(folder, 'another')).toEqual([]);
    expect(readCursor(folder, named)).toEqual(named);
    expect(readCursor(folder, { ...named, protocol: 'another' })).toBeUndefined();
  });

  it('changes with the protocol', () => {
    const folder = tempDir();
    writeCursor(folder, { ...cursor, protocol: 'v2' });
    const moved = moveCursor(folder, { ...cursor, protocol: 'v2' }, 'v4');
    expect(listCursors(folder)).toEqual([{ ...cursor, protocol: 'v4' }]);
    expect(moved).toEqual({ ...cursor, protocol: 'v4' });
  });

  it('says what is known where the file is damaged: all is to be sent again, without content', () => {
    const folder = tempDir();
    const key = { destination: 'agentops', protocol: 'v2', writer: 'w' };
    writeCursor(folder, { ...cursor, ...key });
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), 'x'.repeat(8192));
    const counts = { sentRecords: 0, withheldSessions: 0, refused: 0 };
    const again = { segment: 0, offset: 0, ...counts, captureContent: 'function' };
    expect(listCursors(folder)).toMatchObject([{ ...key, ...again }]);
    expect(readCursor(folder, key)).toMatchObject({ ...key, ...again });
  });
});
