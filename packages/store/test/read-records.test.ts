import { type AgentOpsRecord, FoldState } from '@agentops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portableRecord, readRecords, searchTextOf, summarise } from '../src/index.ts';

const stamp = { v: 1, writer: 'w', seq: 0, time: 5 };
const end = { ...stamp, kind: 'end', event: { id: 'e', type: 'llm', sessionId: 's' } };

function kinds(...values: unknown[]): string[] {
  const ndjson = values.map((value) => JSON.stringify(value)).join('\n');
  return [...readRecords(ndjson)].map((read) =>
    read.kind === 'rejected' ? read.reason : read.kind,
  );
}

describe('readRecords', () => {
  it('reads line by line, and counts also the empty ones', () => {
    const text = JSON.stringify(end);
    const read = [...readRecords(`${text}\n\n  \r\n{\n${text}\r\n`)];
    expect(read).toEqual([
      { line: 0, kind: 'record', record: end, text },
      { line: 3, kind: 'rejected', reason: 'no JSON' },
      { line: 4, kind: 'record', record: end, text },
    ]);
  });

  it('leaves records of newer formats as they are', () => {
    const newer = { v: 3, writer: 'w', seq: 7, else: true };
    expect([...readRecords(JSON.stringify(newer))]).toEqual([
      { line: 0, kind: 'newer', version: 3, writer: 'w', seq: 7, text: JSON.stringify(newer) },
    ]);
  });

  it('takes kinds and fields that nobody knows', () => {
    expect(kinds({ ...stamp, kind: 'weather' }, { ...end, more: 1 })).toEqual(['record', 'record']);
  });

  it.each([
    [null, 'no object'],
    [[], 'no object'],
    [{}, 'v is no version'],
    [{ ...end, v: 0 }, 'v is no version'],
    [{ ...end, seq: 0.5 }, 'seq is no whole number from 0'],
    [{ ...end, time: '5' }, 'time is no number'],
    [{ ...end, kind: undefined }, 'kind is no text'],
    [{ ...end, event: [] }, 'event is no object'],
    [{ ...end, event: { id: 'e', attributes: [] } }, 'event.attributes is no object'],
    [{ ...end, event: { id: 'e', endTime: {} } }, 'event.endTime is no number'],
    [{ ...end, prompt: { keep: -1, add: [] } }, 'prompt.keep is no whole number up to 100000'],
    [{ ...end, prompt: { keep: 0, add: ['x'] } }, 'prompt.add is no list of messages'],
    [{ ...end, chunk: { n: 0, deltas: [{}] } }, 'chunk.deltas is no list of pieces with a text'],
    [
      { ...stamp, kind: 'session', phase: 'end', session: { id: 's', addTags: [1] } },
      'session.addTags is no list of texts',
    ],
    [
      { ...stamp, kind: 'session', phase: 'x', session: { id: 's' } },
      'phase is none of start, update and end',
    ],
    [
      { ...stamp, kind: 'session', phase: 'start', session: { id: 's', agent: {} } },
      'session.agent has no id and name',
    ],
    [{ ...stamp, kind: 'writer', info: {} }, 'info.segment is no number'],
  ])('%j: %s', (value, reason) => {
    expect(kinds(value)).toEqual([reason]);
  });

  it.each(['', 'x\0', '\ud800', 'x'.repeat(513), 5, null])('takes %j for no id', (id) => {
    expect(kinds({ ...end, writer: id })[0]).toMatch(/^writer is no id/);
    expect(kinds({ ...end, event: { id } })[0]).toMatch(/^event\.id is no id/);
  });

  it('takes nothing that fold, or what drivers make of its events, falls over', () => {
    const odd = fc.jsonValue({ maxDepth: 3 });
    const maybe = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: value }, odd);
    const text = maybe(fc.constantFrom('a', 'b', 'llm', 'tool', 'error'));
    const messages = maybe(fc.array(maybe(fc.record({ role: text, parts: odd }))));
    const record = fc.record(
      {
        v: fc.constant(1),
        writer: fc.constantFrom('w', 'x'),
        seq: fc.nat(50),
        time: fc.nat(50),
        kind: fc.constantFrom(
          'start',
          'update',
          'end',
          'session',
          'close',
          'writer',
          'loss',
          'diagnostic',
        ),
        phase: maybe(fc.constantFrom('start', 'end')),
        event: maybe(
          fc.record(
            {
              id: text,
              sessionId: text,
              type: text,
              startTime: odd,
              attributes: maybe(fc.object()),
              usage: odd,
              outputMessages: messages,
              agent: odd,
              source: odd,
            },
            { requiredKeys: ['id'] },
          ),
        ),
        session: maybe(
          fc.record(
            { id: text, agent: odd, setTags: maybe(fc.array(text)), hostEnv: odd },
            { requiredKeys: ['id'] },
          ),
        ),
        prompt: maybe(
          fc.record(
            { base: text, keep: maybe(fc.nat(5)), add: messages },
            { requiredKeys: ['keep', 'add'] },
          ),
        ),
        chunk: maybe(
          fc.record({
            n: fc.nat(3),
            deltas: maybe(fc.array(maybe(fc.record({ choice: odd, part: odd, type: text, text })))),
          }),
        ),
        info: odd,
      },
      { requiredKeys: ['v', 'writer', 'seq', 'time', 'kind'] },
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), (records) => {
        const state = new FoldState();
        for (const read of readRecords(records.map((each) => JSON.stringify(each)).join('\n'))) {
          if (read.kind !== 'record') continue;
          expect(state.add(read.record)).toBe(true);
          taken++;
        }
        for (const event of state.result().events) {
          JSON.stringify(summarise(event));
          searchTextOf(event);
        }
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});

describe('portableRecord', () => {
  const record = {
    ...end,
    prompt: { base: 'b', keep: 1, add: [] },
  } as unknown as AgentOpsRecord;
  const event = {
    type: 'llm',
    inputMessages: [{ role: 'user', parts: [] }],
    toolDefinitions: 1,
  } as never;

  it('tells a prompt whole that was told against another session’s', () => {
    expect(portableRecord(record, event, () => false)).toMatchObject({
      unnumbered: true,
      prompt: { keep: 0, add: [{ role: 'user', parts: [] }], tools: 1 },
    });
  });

  it('leaves a prompt alone that is told against its own session’s, or is not known whole', () => {
    const same = { ...record, unnumbered: true };
    expect(portableRecord(record, event, () => true)).toEqual(same);
    expect(portableRecord(record, undefined, () => false)).toEqual(same);
    const partial = { ...(event as object), content: 'partial' } as never;
    expect(portableRecord(record, partial, () => false)).toEqual(same);
  });
});
