/** What the shim of a Python host reported of the real TaskWeaver (`adapter-taskweaver/test/fixtures`), as the host leaves it. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const fixtures = join(import.meta.dirname, '../../adapter-taskweaver/test/fixtures');

export function linesOf(fixture: string): string[] {
  const text = readFileSync(join(fixtures, fixture), 'utf8');
  return text.split(/(?<=\n)/);
}

/** Appends lines of one report to the file that they belong in. */
export function reportInto(directory: string, lines: readonly string[]): void {
  const { stream } = JSON.parse(lines[0] ?? '{}');
  mkdirSync(join(directory, 'bridge'), { recursive: true });
  appendFileSync(join(directory, 'bridge', `${stream}.0000.ndjson`), lines.join(''));
}
