import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { readCursor, writeCursor } from '../../src/export/cursor.ts';
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
    const cursor = { destination: 'https://example.com/in', writer: 'w', segment: 1, offset: 2 };
    const rest = { captureContent: true, sentRecords: 3, refused: 4, ended: false };
    writeCursor(folder, { ...cursor, ...rest, refusal: 'é'.repeat(9000) });
    const read = readCursor(folder, cursor.destination, 'w');
    expect(read).toMatchObject({ ...cursor, ...rest });
    expect(read?.refusal).toBe('é'.repeat(500));
  });
});
