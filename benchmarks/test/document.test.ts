import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { tempDir } from '../../tooling/temp-dir.ts';
import { writeSection } from '../src/report/document.ts';

test('a section is written into a new document, and again, without touching what others wrote', () => {
  const path = join(tempDir(), 'benchmarks.md');
  const url = pathToFileURL(path);

  writeSection(url, 'first numbers');
  const byHand = readFileSync(path, 'utf8').replace(
    '<!-- by-hand:begin -->',
    '$&\n\nDiscs are slow.',
  );
  writeFileSync(path, byHand);
  writeSection(url, 'numbers of the collector', 'collector');
  writeSection(url, 'second numbers');

  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain('first numbers');
  expect(text).toContain('<!-- sdk:begin -->\n\nsecond numbers\n\n<!-- sdk:end -->');
  expect(text).toContain('Discs are slow.');
  expect(text).toContain(
    '<!-- collector:begin -->\n\nnumbers of the collector\n\n<!-- collector:end -->',
  );
});

test('a document without the markers is left alone', () => {
  const path = join(tempDir(), 'benchmarks.md');
  writeFileSync(path, '# Benchmarks\n');

  expect(() => writeSection(pathToFileURL(path), 'numbers')).toThrow('lacks <!-- sdk:begin -->');
  expect(readFileSync(path, 'utf8')).toBe('# Benchmarks\n');
});
