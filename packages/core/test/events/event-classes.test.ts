import { describe, expect, it } from 'vitest';
import { ActionEvent } from '../../src/events/action-event.ts';
import { Event } from '../../src/events/base-event.ts';
import { ErrorEvent } from '../../src/events/error-event.ts';
import { LLMEvent } from '../../src/events/llm-event.ts';
import { ToolEvent } from '../../src/events/tool-event.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

describe('an event that is recorded by hand', () => {
  const recorded = (event: Event) => {
    const { recording, sessions } = withSessions(1);
    const session = sessions[0] as Session;
    expect(session.record(event)).toBe(event.id);
    const { events } = recording.read();
    expect(events).toHaveLength(1);
    return { event: events[0], session };
  };

  it('is an action with its type, its input and its output', () => {
    const action = new ActionEvent({
      actionType: 'plan',
      input: 'goal',
      output: ['step'],
      logs: 'log',
      screenshot: 'https://example.com/x.png',
      attributes: { n: 1 },
    });
    expect(action).toBeInstanceOf(Event);
    const { event, session } = recorded(action);
    expect(event).toMatchObject({
      id: action.id,
      type: 'action',
      name: 'plan',
      actionType: 'plan',
      input: 'goal',
      output: ['step'],
      logs: 'log',
      screenshot: 'https://example.com/x.png',
      attributes: { n: 1 },
      sessionId: session.id,
      status: 'ok',
      attribution: 'handle',
      source: null,
    });
    expect(event?.endTime).toBeGreaterThanOrEqual(event?.startTime as number);
  });

  it('is an LLM call whose unknowns are null', () => {
    expect(recorded(new LLMEvent({ requestModel: 'm' })).event).toMatchObject({
      type: 'llm',
      name: 'chat m',
      operationName: 'chat',
      provider: null,
      usage: null,
      usageSource: 'none',
      inputMessages: null,
      outputMessages: null,
      finishReasons: [],
      attempts: [],
      streamed: false,
    });
  });

  it('is a tool call', () => {
    const tool = new ToolEvent({
      name: 'read',
      callId: 'c1',
      arguments: {},
      result: 1,
      kind: 'mcp',
    });
    expect(recorded(tool).event).toMatchObject({
      type: 'tool',
      name: 'read',
      callId: 'c1',
      arguments: {},
      result: 1,
      kind: 'mcp',
    });
  });

  it('is an error that names the event which failed', () => {
    const trigger = new ToolEvent({ name: 'read' });
    const error = new ErrorEvent({ exception: new RangeError('too far'), triggerEvent: trigger });
    expect(recorded(error).event).toMatchObject({
      type: 'error',
      name: 'RangeError',
      errorType: 'RangeError',
      message: 'too far',
      stack: expect.stringContaining('RangeError: too far'),
      triggerEventId: trigger.id,
      triggerEventType: 'tool',
      parentId: trigger.id,
      status: 'error',
    });
  });

  it('keeps the times, the id, the status and the parent that it is given', () => {
    const times = { id: 'my-id', startTime: 1000.5, endTime: 2000.25, parentId: 'parent' };
    const { event } = recorded(new ActionEvent({ ...times, status: 'cancelled' }));
    expect(event).toMatchObject({ ...times, status: 'cancelled' });
  });

  it('stands under the event that runs', () => {
    const { recording, sessions } = withSessions(1);
    const round = sessions[0]?.startAction('round');
    round?.run(() => sessions[0]?.record(new ActionEvent({ name: 'inside' })));
    expect(recording.read().event('inside').parentId).toBe(round?.id);
  });

  it('must be one: anything else is a typed error', () => {
    const { sessions } = withSessions(1);
    for (const odd of [undefined, null, {}, { id: 1, type: 'action' }, 'event']) {
      expect(() => sessions[0]?.record(odd as never)).toThrow('session.record() takes an event');
    }
  });
});

describe('the handle of an event', () => {
  it('ends it once, with the first word', () => {
    const { recording, sessions } = withSessions(1);
    const event = sessions[0]?.startAction('a');
    event?.end({ output: 'first' });
    event?.fail(new Error('second'));
    event?.cancel({ output: 'third' });
    expect(recording.read().events).toMatchObject([{ status: 'ok', output: 'first' }]);
  });

  it('takes what becomes known late', () => {
    const { recording, sessions } = withSessions(1);
    const event = sessions[0]?.startTool('t', { arguments: 'a' });
    event?.end({ result: 'early' });
    event?.update({ callId: 'late', result: 'later' });
    expect(recording.read().event('t')).toMatchObject({
      arguments: 'a',
      callId: 'late',
      result: 'later',
      status: 'ok',
    });
  });

  it('does not write its input again at its end', () => {
    const { recording, sessions } = withSessions(1);
    sessions[0]?.startTool('t', { arguments: 'only once' }).end({ result: 'r' });
    const text = JSON.stringify(recording.read().records);
    expect(text.split('only once')).toHaveLength(2);
    expect(recording.read().records.at(-1)).toMatchObject({
      kind: 'end',
      event: { type: 'tool', name: 't', sessionId: sessions[0]?.id, startTime: expect.any(Number) },
    });
  });
});
