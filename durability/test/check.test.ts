import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentOps, type AgentOpsRecord } from '@agentops/core';
import { expect, it } from 'vitest';
import { tempDir } from '../../tooling/temp-dir.ts';
import { check, readSpoolRecords } from '../src/check.ts';

/** Two events, and what their host wrote down. */
function recorded(filler = '') {
  const directory = tempDir();
  const agentops = new AgentOps();
  const session = agentops.init({ directory, logLevel: 'silent' });
  const lines: string[] = [];
  for (const n of [0, 1]) {
    const call = session?.startTool(`event ${n}`, { arguments: `${filler}in-${n}.` });
    call?.end({ result: `out-${n}.` });
    lines.push(`start ${n} ${call?.id}\n`, `end ${n} ${call?.id}\n`);
  }
  agentops.shutdown();
  const path = join(directory, 'acknowledged');
  writeFileSync(path, `${lines.join('')}end 2 torn`);
  const records = readSpoolRecords(directory);
  const without = (kind: string) => records.filter((record) => record.kind !== kind);
  return {
    records,
    without,
    check: (of: readonly AgentOpsRecord[], mayLoseContent = false) =>
      check(path, of, { mayLoseContent }),
  };
}

it('finds nothing wrong where all is there, and takes a torn line for none', () => {
  const { records, check } = recorded();
  expect(check(records)).toEqual({
    acknowledged: 4,
    found: 4,
    missing: [],
    doubled: [],
    contentLost: 0,
  });
});

it('misses ends, inputs and whole events', () => {
  const { without, check } = recorded();
  expect(check(without('end')).missing).toEqual([
    'end of event 0: is indeterminate',
    'end of event 1: is indeterminate',
  ]);
  expect(check(without('start')).missing[0]).toBe(
    'start of event 0: has no input (content: captured)',
  );
  expect(check([]).missing).toHaveLength(4);
});

it('takes long content for lost at a start alone: it is written before the end', () => {
  const { records, check } = recorded('x'.repeat(30_000));
  const isLate = (record: AgentOpsRecord) => 'content' in record && record.content === 'captured';
  expect(records.filter(isLate)).toHaveLength(2);
  const inTime = records.filter((record) => !isLate(record));
  expect(check(inTime, true)).toMatchObject({
    found: 2,
    contentLost: 2,
    missing: [
      'end of event 0: has no input (content: lost)',
      'end of event 1: has no input (content: lost)',
    ],
  });
});

it('sees what is there twice: a record, an end under another number, an event under another id', () => {
  const { records, check } = recorded();
  const end = records.find(({ kind }) => kind === 'end') as AgentOpsRecord & { kind: 'end' };
  expect(check([...records, end]).doubled).toEqual([
    `record ${end.writer}:${end.seq}`,
    `end ${end.event.id}`,
  ]);
  expect(check([...records, { ...end, seq: 99 }]).doubled).toEqual([`end ${end.event.id}`]);
  const copy = { ...end, seq: 99, event: { ...end.event, id: 'other' } };
  expect(check([...records, copy]).doubled).toEqual([`event 0 of session ${end.event.sessionId}`]);
});
