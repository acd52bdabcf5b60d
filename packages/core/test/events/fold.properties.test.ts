import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentOpsEvent } from '../../src/events/event.ts';
import { type Folded, FoldState, fold } from '../../src/events/fold.ts';
import type { AgentOpsRecord, EventRecord, SessionRecord } from '../../src/events/record.ts';
import { eventRecords } from '../recording.ts';
import { sequences } from './record-sequences.ts';

/** Writers are classes with private fields, which equality does not see. */
function plain(folded: Folded) {
  const writers = folded.writers.map(({ id, info, closed, isClosed, lastTime, missing }) => ({
    id,
    info,
    closed,
    isClosed,
    lastTime,
    missing,
  }));
  return { ...folded, writers };
}

/** The same records in any order, any of them more than once. */
const rewritten = sequences.chain(({ records }) =>
  fc.record({
    records: fc.constant(records),
    shuffled: fc.tuple(fc.constant(records), fc.subarray(records)).chain(([all, again]) => {
      const more = [...all, ...again];
      return fc.shuffledSubarray(more, { minLength: more.length });
    }),
  }),
);

/** The first records of each writer, as if every process had been killed at some time. */
const cuts = fc
  .tuple(sequences, fc.array(fc.nat(60), { minLength: 3, maxLength: 3 }))
  .map(([{ records, prompts }, lengths]) => {
    const taken: Record<string, number> = {};
    const ids = [...new Set(records.map(({ writer }) => writer))];
    const cut = records.filter(({ writer }) => {
      taken[writer] = (taken[writer] ?? 0) + 1;
      return (taken[writer] as number) <= (lengths[ids.indexOf(writer)] as number);
    });
    return { records, prompts, cut };
  });

describe('fold', () => {
  it('gives the same for any order and any duplication of the same records', () => {
    fc.assert(
      fc.property(rewritten, ({ records, shuffled }) => {
        expect(plain(fold(shuffled))).toEqual(plain(fold(records)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same when its result is asked for meanwhile', () => {
    fc.assert(
      fc.property(rewritten, ({ records, shuffled }) => {
        const state = new FoldState();
        for (const record of shuffled) {
          state.add(record);
          state.result({ writerState: () => ({ state: 'gone', reason: 'killed' }) });
        }
        const all = fold(records);
        expect(plain(state.result())).toEqual(plain(all));
      }),
      { numRuns: 100 },
    );
  });

  it('is pure: it changes no record', () => {
    fc.assert(
      fc.property(sequences, ({ records }) => {
        const before = structuredClone(records);
        fold(records);
        expect(records).toEqual(before);
      }),
    );
  });

  it('takes anything that JSON can say without throwing', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.record({
        v: fc.constantFrom(1, 0, 2, 'x'),
        writer: fc.constant('w'),
        seq: fc.nat(5),
        time: fc.nat(5),
        kind: fc.constantFrom('start', 'end', 'session', 'writer', 'close', 'loss', '__proto__'),
        event: fc.oneof(fc.jsonValue(), fc.record({ id: fc.constant('e'), type: fc.jsonValue() })),
        session: fc.oneof(fc.jsonValue(), fc.record({ id: fc.constant('s') })),
        info: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(fc.array(odd), (values) => {
        expect(() => fold(values)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

describe('fold of a cut sequence', () => {
  it('has no event, no session and no writer that the whole one lacks', () => {
    fc.assert(
      fc.property(cuts, ({ records, cut }) => {
        const [part, whole] = [fold(cut), fold(records)];
        for (const key of ['events', 'sessions', 'writers'] as const) {
          const ids = new Set(whole[key].map(({ id }) => id));
          expect(part[key].filter(({ id }) => !ids.has(id))).toEqual([]);
        }
      }),
    );
  });

  it('has of every field the value of its highest record so far: the same state, or an older one', () => {
    fc.assert(
      fc.property(cuts, ({ records, cut }) => {
        const [part, whole] = [fold(cut), fold(records)];
        for (const event of part.events) {
          const later = whole.events.find(({ id }) => id === event.id) as AgentOpsEvent;
          for (const field of ['name', 'status', 'startTime', 'endTime', 'output'] as const) {
            const now = highest(cut, event.id, field);
            const then = highest(records, event.id, field);
            if (now && !isGone(event)) expect(event[field]).toEqual(now.value);
            if (then && !isGone(later)) expect(later[field]).toEqual(then.value);
            if (now && then) expect(compare(then.record, now.record)).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves an event that has ended ended, with the same fields unless another end comes', () => {
    fc.assert(
      fc.property(cuts, ({ records, cut }) => {
        const whole = fold(records);
        const rest = eventRecords(records).filter((record) => !cut.includes(record));
        for (const event of fold(cut).events) {
          if (!eventRecords(cut).some((r) => r.kind === 'end' && r.event.id === event.id)) continue;
          const later = whole.events.find(({ id }) => id === event.id) as AgentOpsEvent;
          expect(later.status).not.toBe('running');
          const endedAgain = rest.some((r) => r.kind === 'end' && r.event.id === event.id);
          if (!endedAgain) {
            const { status, endTime, output } = event;
            expect(later).toMatchObject({ status, endTime, output });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a session that was ended by hand as it is until it is started or ended again', () => {
    fc.assert(
      fc.property(cuts, ({ records, cut }) => {
        const whole = fold(records);
        const rest = sessionRecords(records).filter((record) => !cut.includes(record));
        for (const session of fold(cut).sessions) {
          const byHand = sessionRecords(cut).some(
            ({ phase, session: { id, automatic, endStateReason } }) =>
              id === session.id &&
              phase === 'end' &&
              !automatic &&
              endStateReason === session.endStateReason,
          );
          const again = rest.some(
            (r) => r.session.id === session.id && (r.phase === 'start' || isByHand(r)),
          );
          if (!session.endState || !byHand || again) continue;
          const { endState, endStateReason, endTime } = session;
          const later = whole.sessions.find(({ id }) => id === session.id);
          expect(later).toMatchObject({ endState, endStateReason, endTime });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has prompts whole, or says how many messages are missing', () => {
    fc.assert(
      fc.property(cuts, fc.infiniteStream(fc.boolean()), ({ records, prompts }, drop) => {
        const kept = records.filter(() => drop.next().value);
        for (const event of fold(kept).events) {
          const original = prompts.get(event.id);
          if (event.type !== 'llm' || !original) continue;
          if (event.content !== 'partial') expect(event.inputMessages).toEqual(original);
          else {
            const counted = (event.inputMessages ?? []).flatMap(({ parts }) =>
              parts.map((part) => (part.type === 'missing' ? part.count : 1)),
            );
            expect(counted.reduce((sum, count) => sum + count, 0)).toBe(original.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('counts the missing messages of a prompt whose base lacks its own base', () => {
  const prompt = (seq: number, id: string, delta: object) => ({
    ...{ v: 1, writer: 'w', seq, time: seq, kind: 'start', prompt: delta },
    event: { id, type: 'llm', sessionId: 's', startTime: seq },
  });
  const message = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] });
  const { events } = fold([
    prompt(1, 'second', { base: 'first', keep: 2, add: [message('c')] }),
    prompt(2, 'third', { base: 'second', keep: 1, add: [message('d')] }),
  ]);
  // Cause: a run of missing messages counted as one when a later prompt kept a part of it.
  expect(events).toMatchObject([
    { inputMessages: [{ parts: [{ type: 'missing', count: 2 }] }, message('c')] },
    { inputMessages: [{ parts: [{ type: 'missing', count: 1 }] }, message('d')] },
  ]);
});

describe('fold of prompts that were written as deltas', () => {
  it('gives the messages that were sent', () => {
    fc.assert(
      fc.property(sequences, ({ records, prompts }) => {
        const { events } = fold(records);
        for (const [id, messages] of prompts) {
          expect(events.find((event) => event.id === id)).toMatchObject({
            inputMessages: messages,
          });
        }
      }),
    );
  });
});

describe('gaps', () => {
  it('are counted, for each writer, between its first and its last record', () => {
    fc.assert(
      fc.property(sequences, fc.infiniteStream(fc.boolean()), ({ records }, drop) => {
        const kept = records.filter(({ v }) => v === 1 && drop.next().value);
        const folded = fold(kept);
        for (const writer of folded.writers) {
          const seqs = kept.filter((r) => r.writer === writer.id).map(({ seq }) => seq);
          const missing = Math.max(...seqs) - Math.min(...seqs) + 1 - seqs.length;
          const reported = folded.losses.filter(
            (loss) => loss.writer === writer.id && loss.reason === 'gap in the sequence',
          );
          expect(reported.map(({ records: count }) => count)).toEqual(missing ? [missing] : []);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const rank = { start: 1, update: 2, end: 3 };

/** The plain rule: an end beats an update beats a start, then the time, then the writer, then the number. */
function compare(a: EventRecord, b: EventRecord): number {
  return (
    rank[a.kind] - rank[b.kind] ||
    a.time - b.time ||
    (a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1)
  );
}

function highest(records: AgentOpsRecord[], id: string, field: string) {
  const [record] = eventRecords(records)
    .filter(
      ({ event }) => event.id === id && (event as Record<string, unknown>)[field] !== undefined,
    )
    .sort((a, b) => compare(b, a));
  return record && { record, value: (record.event as Record<string, unknown>)[field] };
}

function isGone(event: AgentOpsEvent): boolean {
  return event.status === 'indeterminate';
}

function sessionRecords(records: AgentOpsRecord[]): SessionRecord[] {
  return records.filter((record): record is SessionRecord => record.kind === 'session');
}

function isByHand({ phase, session }: SessionRecord): boolean {
  return phase === 'end' && !session.automatic;
}
