import { describe, expect, it } from 'vitest';
import { FoldState, fold } from '../../src/events/fold.ts';
import type { Message } from '../../src/events/message.ts';
import type { AgentOpsRecord, RecordBody } from '../../src/events/record.ts';

/** Writes records as a writer does: numbered, a millisecond after one another. */
function writer(id = 'writer', startTime = 1000) {
  let seq = 0;
  return (body: RecordBody | object): AgentOpsRecord =>
    ({ v: 1, writer: id, seq, time: startTime + seq++, ...body }) as AgentOpsRecord;
}

const session = (phase: 'start' | 'update' | 'end', fields: object = {}) => ({
  kind: 'session',
  phase,
  session: { id: 's', ...fields },
});

const event = (kind: 'start' | 'update' | 'end', fields: object = {}, more: object = {}) => ({
  kind,
  event: { id: 'e', ...fields },
  ...more,
});

const identity = { type: 'tool', sessionId: 's', name: 'read_csv', startTime: 1000 };
const text = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });
const gone = { writerState: () => ({ state: 'gone', reason: 'killed' }) as const };

describe('an event', () => {
  it('is what its start and its end say together', () => {
    const write = writer();
    const { events } = fold([
      write(event('start', { ...identity, status: 'running', arguments: { path: 'a.csv' } })),
      write(event('end', { ...identity, status: 'ok', endTime: 1002, result: 3 })),
    ]);
    expect(events).toEqual([
      {
        id: 'e',
        ...identity,
        kind: 'function',
        status: 'ok',
        endTime: 1002,
        arguments: { path: 'a.csv' },
        result: 3,
        attribution: 'none',
        source: null,
        attributes: {},
      },
    ]);
  });

  it('is whole from its end alone, as the end carries its identity', () => {
    const { events } = fold([writer()(event('end', { ...identity, status: 'ok', endTime: 1002 }))]);
    expect(events).toMatchObject([{ ...identity, status: 'ok' }]);
  });

  it('takes the end over an update over a start, whatever came first', () => {
    const write = writer();
    const records = [
      write(event('end', { ...identity, status: 'ok', output: 'end' })),
      write(event('update', { output: 'update', logs: 'update' })),
      write(event('start', { ...identity, output: 'start', logs: 'start', input: 'start' })),
    ];
    expect(fold(records).events).toMatchObject([
      { output: 'end', logs: 'update', input: 'start', status: 'ok' },
    ]);
  });

  it('keeps the attributes of all its records', () => {
    const write = writer();
    const { events } = fold([
      write(event('start', { ...identity, attributes: { a: 1, both: 'start' } })),
      write(event('end', { ...identity, attributes: { b: 2, both: 'end' } })),
    ]);
    expect(events[0]?.attributes).toEqual({ a: 1, b: 2, both: 'end' });
  });

  it('is indeterminate, with the reason, when it is open and its writer is gone', () => {
    const records = [writer()(event('start', { ...identity, status: 'running' }))];
    expect(fold(records).events).toMatchObject([{ status: 'running' }]);
    expect(fold(records, gone).events).toMatchObject([
      { status: 'indeterminate', attributes: { 'agentops.indeterminate.reason': 'killed' } },
    ]);
  });

  it('goes on when a record of its writer comes after the writer closed', () => {
    const write = writer();
    const closed = [write(event('start', identity)), write({ kind: 'close', reason: 'exited' })];
    expect(fold(closed).events).toMatchObject([{ status: 'indeterminate' }]);
    expect(fold([...closed, write({ kind: 'heartbeat' })]).events).toMatchObject([
      { status: 'running' },
    ]);
  });

  it('waits for its content, and has lost it when its writer is gone', () => {
    const write = writer();
    const records = [write(event('start', identity, { content: 'pending' }))];
    expect(fold(records).events).toMatchObject([{ content: 'pending' }]);
    expect(fold(records, gone).events).toMatchObject([{ content: 'lost' }]);
    records.push(write(event('update', { arguments: 'here' }, { content: 'captured' })));
    expect(fold(records, gone).events).toMatchObject([{ arguments: 'here' }]);
    expect(fold(records, gone).events[0]).not.toHaveProperty('content');
  });

  it('keeps fields and a type that this version does not know', () => {
    const records = [writer()(event('end', { ...identity, type: 'toString', later: { x: 1 } }))];
    expect(fold(records).events).toMatchObject([{ type: 'toString', later: { x: 1 } }]);
  });
});

describe('a streamed answer', () => {
  const chunk = (n: number, text: string) =>
    event('update', {}, { chunk: { n, deltas: [{ choice: 0, part: 0, type: 'text', text }] } });
  const llm = { ...identity, type: 'llm' };

  it('is put together from its chunks, in their order, as far as it came', () => {
    const write = writer();
    const start = write(event('start', llm));
    const [one, two] = [write(chunk(0, 'Hello ')), write(chunk(1, 'world'))];
    expect(fold([two, start, one, one]).events).toMatchObject([
      {
        outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello world' }] }],
      },
    ]);
  });

  it('is what the end says, where it says it', () => {
    const write = writer();
    const outputMessages = [text('all of it')];
    const records = [write(chunk(0, 'all')), write(event('end', { ...llm, outputMessages }))];
    expect(fold(records).events).toMatchObject([{ outputMessages }]);
  });
});

describe('a prompt', () => {
  const llm = (id: string, prompt: object) =>
    ({ kind: 'start', event: { ...identity, type: 'llm', id }, prompt }) as const;

  it('is the messages that it keeps of its base, and those that it adds', () => {
    const write = writer();
    const records = [
      write(llm('one', { keep: 0, add: [text('a'), text('b')], tools: ['t'] })),
      write(llm('two', { base: 'one', keep: 2, add: [text('c')] })),
      write(llm('branch', { base: 'two', keep: 1, add: [text('d')], tools: ['u'] })),
    ];
    const [branch, one, two] = fold(records).events;
    expect(one).toMatchObject({ inputMessages: [text('a'), text('b')], toolDefinitions: ['t'] });
    expect(two).toMatchObject({
      inputMessages: [text('a'), text('b'), text('c')],
      toolDefinitions: ['t'],
    });
    expect(branch).toMatchObject({ inputMessages: [text('a'), text('d')], toolDefinitions: ['u'] });
  });

  it('says what is missing where its base is nowhere', () => {
    const { events } = fold([writer()(llm('two', { base: 'one', keep: 2, add: [text('c')] }))]);
    expect(events).toMatchObject([
      {
        content: 'partial',
        inputMessages: [{ role: 'unknown', parts: [{ type: 'missing', count: 2 }] }, text('c')],
      },
    ]);
  });

  it('does not turn in a circle where its bases do', () => {
    const write = writer();
    const records = [
      write(llm('one', { base: 'two', keep: 1, add: [text('a')] })),
      write(llm('two', { base: 'one', keep: 1, add: [text('b')] })),
    ];
    expect(fold(records).events).toHaveLength(2);
  });
});

describe('a session', () => {
  it('has its start, its tags in order, its agents and its end', () => {
    const write = writer();
    const planner = { id: 'p', name: 'Planner' };
    const { sessions } = fold([
      write(session('start', { startTime: 1000, name: 'run', addTags: ['a'] })),
      write(session('update', { addTags: ['b', 'a'] })),
      write(session('update', { agent: planner })),
      write(session('end', { endState: 'Success', endTime: 1500, endStateReason: 'done' })),
    ]);
    expect(sessions).toEqual([
      {
        id: 's',
        name: 'run',
        tags: ['a', 'b'],
        startTime: 1000,
        endTime: 1500,
        endState: 'Success',
        endStateReason: 'done',
        agents: [planner],
        hostEnv: {},
        source: null,
        attributes: {},
        owner: 'writer',
      },
    ]);
  });

  it('takes an explicit end over an automatic one, whichever is later', () => {
    const write = writer();
    const start = write(session('start', { startTime: 1000 }));
    const explicit = write(session('end', { endState: 'Success' }));
    const automatic = write(session('end', { endState: 'Indeterminate', automatic: true }));
    expect(fold([start, explicit, automatic]).sessions).toMatchObject([{ endState: 'Success' }]);
    expect(fold([start, automatic]).sessions).toMatchObject([{ endState: 'Indeterminate' }]);
  });

  it('is open again after a later start, with its first start time and its tags', () => {
    const first = writer('first');
    const second = writer('second', 2000);
    const records = [
      first(session('start', { startTime: 1000, addTags: ['kept'] })),
      first(session('end', { endState: 'Success' })),
      second(session('start', { startTime: 2000 })),
    ];
    const [reopened] = fold(records).sessions;
    expect(reopened).toMatchObject({ startTime: 1000, owner: 'second', tags: ['kept'] });
    expect(reopened).not.toHaveProperty('endState');
  });

  it('ends Indeterminate when its owner is gone, at the last time that anything was heard', () => {
    const write = writer();
    const records = [
      write(session('start', { startTime: 1000 })),
      write(event('end', { ...identity, endTime: 4000 })),
    ];
    expect(fold(records, gone).sessions).toMatchObject([
      { endState: 'Indeterminate', endStateReason: 'killed', endTime: 4000 },
    ]);
  });

  it('goes on when a member that is not its owner is gone', () => {
    const records = [
      writer('owner')(session('start', { startTime: 1000 })),
      writer('member')(event('start', identity)),
    ];
    const { sessions, events } = fold(records, {
      writerState: ({ id }) =>
        id === 'member' ? { state: 'gone', reason: 'killed' } : { state: 'alive' },
    });
    expect(sessions[0]).not.toHaveProperty('endState');
    expect(events).toMatchObject([{ status: 'indeterminate' }]);
  });
});

describe('what can not be folded', () => {
  it('is counted by the version where the format is newer, and left alone', () => {
    const write = writer();
    const future = { v: 2, kind: 'start', event: 'of another shape' };
    const records = [write(future), write(future)];
    expect(fold([...records, ...records])).toMatchObject({
      newer: { 2: 2 },
      events: [],
      losses: [],
    });
  });

  it('is kept as it is where only the kind is not known', () => {
    const record = writer()({ kind: 'snapshot', of: 'tomorrow' });
    expect(fold([record, record]).unknown).toEqual([record]);
  });

  it('is ignored where it is no record', () => {
    expect(fold([null, 1, 'x', [], {}, { v: 1 }, { v: 1, writer: 'w', seq: 0 }])).toMatchObject({
      events: [],
      sessions: [],
      unknown: [],
    });
  });

  it('is reported where numbers are missing, or a writer said that something is lost', () => {
    const write = writer();
    const records = [0, 1, 2, 3, 4].map(() => write({ kind: 'heartbeat' }));
    const loss = write({ kind: 'loss', reason: 'pruned', bytes: 10 });
    const [first, , , fourth] = records as [AgentOpsRecord, unknown, unknown, AgentOpsRecord];
    expect(fold([loss, fourth, first]).losses).toEqual([
      { writer: 'writer', reason: 'pruned', bytes: 10 },
      { writer: 'writer', reason: 'gap in the sequence', records: 3 },
    ]);
  });
});

describe('what looks like a record, and is damaged', () => {
  const head = { v: 1, writer: 'w', seq: 0, time: 1 };
  const event = { id: 'e', type: 'llm', sessionId: 's', startTime: 1 };

  it.each([
    ['a prompt without messages', { kind: 'start', event, prompt: { keep: 0 } }],
    ['a prompt that keeps too much', { kind: 'start', event, prompt: { keep: 1e12, add: [] } }],
    ['pieces that are none', { kind: 'update', event, chunk: { n: 0, deltas: 5 } }],
    ['tags that are none', { kind: 'session', phase: 'start', session: { id: 's', setTags: 5 } }],
    ['attributes that are none', { kind: 'end', event: { ...event, attributes: 'x' } }],
  ])('is left out: %s', (_what, rest) => {
    const state = new FoldState();
    expect(state.add({ ...head, ...rest })).toBe(false);
    expect(state.result().events).toEqual([]);
  });
});
