import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fold } from '@agentops/core';
import { describe, expect, test } from 'vitest';
import { named, tree } from '../recording.ts';
import { mapReport } from './host-report.ts';

/** What the shim reported of the real TaskWeaver, with the texts of its prompts taken out. */
const folder = join(import.meta.dirname, '../fixtures');
const fixtures = globSync('*.ndjson', { cwd: folder }).sort();

test('there are some', () => expect(fixtures).toContain('two-rounds.ndjson'));

describe.each(fixtures.map((file) => basename(file, '.ndjson')))('%s', (name) => {
  const text = readFileSync(join(folder, `${name}.ndjson`), 'utf8');
  const lines = text.trim().split('\n');
  const kinds = Map.groupBy(lines, (line) => JSON.parse(line).kind as string);
  const count = (kind: string) => kinds.get(kind)?.length ?? 0;

  test('shows all that was reported', async () => {
    const { records, diagnostics, streams } = await mapReport(text);
    // As all of these hosts are by now.
    const gone = { state: 'gone', reason: 'its process is gone' } as const;
    const folded = fold(records, { writerState: () => gone });
    expect(diagnostics).toEqual([]);
    expect(streams).toMatchObject([
      { lines: lines.length, unknownKinds: {}, malformedLines: 0, missingLines: 0 },
    ]);
    expect(named(folded, 'llm')).toHaveLength(count('llm_start'));
    expect(named(folded, 'tool')).toHaveLength(count('plugin_start') + count('code_start'));
    expect(folded.sessions).toHaveLength(count('session_start'));
    await expect(tree(folded)).toMatchFileSnapshot(join(folder, `${name}.tree.txt`));
  });

  test('gives the same records again, and no others when it is read in two parts', async () => {
    const { records } = await mapReport(text);
    expect((await mapReport(text)).records).toEqual(records);
    const half = Math.floor(lines.length / 2);
    const before = await mapReport(`${lines.slice(0, half).join('\n')}\n`);
    expect(records.slice(0, before.records.length)).toEqual(before.records);
    expect(before.diagnostics).toEqual([]);
  });
});
