import { describe, expect, it } from 'vitest';
import { fold } from '../../src/events/fold.ts';
import type { AgentOpsRecord } from '../../src/events/record.ts';
import { FinishedEvents } from '../../src/export/finished-events.ts';
import { withSessions } from '../recording.ts';

const names = (list: readonly { name?: string }[]) => list.map(({ name }) => name);

function ask(text: string) {
  return { role: 'user', parts: [{ type: 'text' as const, content: text }] };
}

/** Two sessions, with all kinds of events, nested, prompts that grow, tags, agents; one is left open. */
function recorded(): AgentOpsRecord[] {
  const { recording, agentops, sessions } = withSessions(2);
  const owner = {};
  for (const [index, session] of sessions.entries()) {
    const agent = session.createAgent({ name: `agent ${index}` });
    const messages = [ask('first')];
    for (let turn = 0; turn < 5; turn++) {
      const round = session.startAction('round', { agent, input: { turn } });
      messages.push(ask(`turn ${turn}`));
      const call = session.startLLM({
        requestModel: 'm',
        inputMessages: [...messages],
        owner,
      } as never);
      const tool = session.startTool('look', { arguments: { turn } });
      tool.end({ result: turn });
      if (turn === 2) call.fail(new Error('broken'));
      else call.end({ outputMessages: [ask('answer')] });
      round.end();
    }
    session.addTags(['late']);
  }
  sessions[0]?.end({ endState: 'Success' });
  sessions[1]?.startTool('left open');
  agentops.shutdown();
  return recording.read().records;
}

describe('what comes of records', () => {
  it.each([1, 2, 3, 7, 1000])('is what fold makes of them, in batches of %d', (size) => {
    const records = recorded();
    const finished = new FinishedEvents();
    const events = new Map<string, unknown>();
    const sessions = new Map<string, unknown>();
    for (let at = 0; at < records.length; at += size) {
      const told = finished.add(records.slice(at, at + size));
      for (const event of told.events) {
        expect(events.has(event.id)).toBe(false);
        events.set(event.id, event);
      }
      for (const event of told.changedEvents) {
        expect(events.has(event.id)).toBe(true);
        events.set(event.id, event);
      }
      for (const session of [...told.started, ...told.changed, ...told.ended]) {
        sessions.set(session.id, session);
      }
      finished.settle();
    }
    const folded = fold(records);
    expect([...events.values()]).toHaveLength(folded.events.length);
    expect([...events.values()]).toEqual(expect.arrayContaining(folded.events));
    expect([...sessions.values()]).toEqual(folded.sessions);
  });

  it('comes again until it is sent, whatever is added meanwhile, and not afterwards', () => {
    const records = recorded();
    const finished = new FinishedEvents();
    const first = finished.add(records.slice(0, 20));
    expect(first.events.length).toBeGreaterThan(2);
    expect(finished.add(records.slice(0, 20))).toEqual(first);
    finished.sent(first.events.slice(0, 2));
    const more = finished.add(records.slice(0, 24));
    expect(more.started).toEqual(first.started);
    finished.sent(more.started);
    expect(finished.add([]).started).toEqual([]);
    expect(more.events.slice(0, first.events.length - 2)).toEqual(first.events.slice(2));
    finished.settle();
    const nothing = { started: [], changed: [], events: [], changedEvents: [], ended: [] };
    expect(finished.add(records.slice(0, 24))).toEqual(nothing);
  });

  it('after an end is a change, and only then', () => {
    const { recording, sessions } = withSessions(1);
    const tool = sessions[0]?.startTool('look');
    tool?.end({ result: 1 });
    const before = recording.read().records;
    const finished = new FinishedEvents();
    finished.add(before);
    finished.settle();
    tool?.update({ logs: 'late' });
    const told = finished.add(recording.read().records);
    expect(told.events).toEqual([]);
    expect(told.changedEvents).toMatchObject([{ name: 'look', result: 1, logs: 'late' }]);
  });
});

describe('sessions', () => {
  it('start, change, end, and go on', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const finished = new FinishedEvents();
    let seen = 0;
    const next = () => {
      const { records } = recording.read();
      const told = finished.add(records.slice(seen));
      seen = records.length;
      finished.settle();
      return told;
    };
    expect(names(next().started)).toEqual(['session 1']);
    sessions[0]?.addTags(['a']);
    expect(next()).toMatchObject({ started: [], changed: [{ tags: ['a'] }], ended: [] });
    sessions[0]?.end({ endState: 'Fail', reason: 'why' });
    expect(next()).toMatchObject({
      changed: [],
      ended: [{ endState: 'Fail', endStateReason: 'why' }],
    });
    agentops.shutdown();
    expect(next()).toMatchObject({ started: [], changed: [], ended: [] });
  });

  it('of which the start was not seen have no owner', () => {
    const { recording, sessions } = withSessions(1);
    const before = recording.read().records.length;
    sessions[0]?.addTags(['a']);
    const { started, changed } = new FinishedEvents().add(recording.read().records.slice(before));
    expect(started).toEqual([]);
    expect(changed).toMatchObject([{ owner: '', tags: ['a'] }]);
  });
});

describe('what was open', () => {
  it('when its writer closed is indeterminate', () => {
    const { recording, agentops, sessions } = withSessions(1);
    sessions[0]?.startTool('left');
    agentops.shutdown();
    const { events, ended } = new FinishedEvents().add(recording.read().records);
    expect(events).toMatchObject([{ name: 'left', status: 'indeterminate' }]);
    expect(ended).toMatchObject([{ endState: 'Indeterminate' }]);
  });

  it('when this process began comes with what its end says', () => {
    const { recording, sessions } = withSessions(1);
    const tool = sessions[0]?.startTool('look', { arguments: { a: 1 } });
    const before = recording.read().records.length;
    tool?.end({ result: 2 });
    const { events } = new FinishedEvents().add(recording.read().records.slice(before));
    expect(events).toMatchObject([
      { name: 'look', type: 'tool', result: 2, status: 'ok', content: 'partial' },
    ]);
    expect(events[0]).not.toHaveProperty('arguments');
  });

  it.each([
    [{ openEvents: 2 }, 'x'],
    [{ openChars: 1000 }, 'x'.repeat(500)],
  ])('is forgotten beyond %o, the oldest first', (limits, text) => {
    const { recording, sessions } = withSessions(1);
    const tools = [1, 2, 3].map((n) => sessions[0]?.startTool(`tool ${n}`, { arguments: text }));
    const begun = recording.read().records;
    for (const tool of tools) tool?.end();
    const finished = new FinishedEvents(limits);
    finished.add(begun);
    const { events } = finished.add(recording.read().records.slice(begun.length));
    expect(names(events)).toEqual(['tool 1', 'tool 2', 'tool 3']);
    expect(events[0]).toMatchObject({ content: 'partial' });
    expect(events[2]).toMatchObject({ arguments: text });
  });
});

describe('what is recalled', () => {
  it('is known, and not sent; what is unsent stays so', () => {
    const mine = withSessions(1);
    mine.sessions[0]?.startTool('mine').end();
    const other = withSessions(1);
    other.sessions[0]?.startTool('over', { arguments: 1 }).end();
    const open = other.sessions[0]?.startTool('open', { arguments: 2 });
    const recalled = other.recording.read().records;
    open?.end({ result: 3 });
    other.sessions[0]?.startTool('left');
    const rest = other.recording.read().records.slice(recalled.length);
    const finished = new FinishedEvents();
    finished.add(mine.recording.read().records);
    finished.recall(recalled);
    const gone = { writer: recalled[0]?.writer as string, reason: 'killed' };
    const told = finished.add(rest, gone);
    expect(names(told.started)).toEqual(['session 1']);
    expect(told.started).toMatchObject([{ id: mine.sessions[0]?.id }]);
    expect(told.events).toMatchObject([
      { name: 'mine' },
      { name: 'open', arguments: 2, result: 3 },
      { name: 'left', status: 'indeterminate' },
    ]);
    expect(told.events[1]).not.toHaveProperty('content');
    expect(told.ended).toMatchObject([{ endState: 'Indeterminate', endStateReason: 'killed' }]);
    finished.settle();
    expect(finished.add(rest, gone)).toMatchObject({ events: [], changedEvents: [], ended: [] });
  });
});

describe('what was sent', () => {
  it.each([{ sentChars: 10 }])('does not come again when %o had it forgotten', (limits) => {
    const records = recorded();
    const finished = new FinishedEvents(limits);
    finished.add(records);
    finished.settle();
    expect(finished.add(records)).toMatchObject({ events: [], changedEvents: [] });
  });
});
