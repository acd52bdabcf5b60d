import { ActionEvent, type AgentOpsEvent, ErrorEvent, type SessionData } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { differences, type RoundTripEnd, reasonsTable } from '../src/index.ts';

const session: SessionData = {
  id: 's',
  startTime: 1,
  tags: ['a'],
  agents: [],
  hostEnv: {},
  source: null,
  attributes: {},
  owner: 'w',
};

function end(ids: { action: string; error: string }, change: object = {}): RoundTripEnd {
  const startTime = 1_800_000_000_000.25;
  const action = new ActionEvent({ id: ids.action, name: 'a', startTime, input: 1 });
  const error = new ErrorEvent({ id: ids.error, startTime: startTime + 1, triggerEvent: action });
  return { session, events: [{ ...action, ...change } as AgentOpsEvent, error as AgentOpsEvent] };
}

describe('what differs after a round trip', () => {
  const before = end({ action: 'a', error: 'e' });

  it('is nothing where all is the same, but for what is finer than a microsecond', () => {
    const after = end({ action: 'a', error: 'e' }, { startTime: 1_800_000_000_000.2502 });
    expect(differences(before, after)).toEqual([]);
  });

  it('is told by type and field, also what was lost and what came to be', () => {
    const after = end({ action: 'a', error: 'e' }, { input: null, logs: 'x' });
    expect(differences(before, { ...after, session: { ...session, tags: [] } })).toEqual([
      'action.input',
      'action.logs',
      'session.tags',
    ]);
    const [action] = before.events as [AgentOpsEvent];
    expect(differences(before, { session, events: [action] })).toEqual(['error']);
    expect(differences({ session, events: [action] }, before)).toEqual(['error (added)']);
  });

  it('is not that there are other ids, where those name the same events', () => {
    const after = end({ action: 'x', error: 'y' });
    expect(differences(before, after, { pairBy: 'start' })).toEqual([]);
    expect(differences(before, after)).toContain('action');
    const [, error] = end({ action: 'z', error: 'y' }).events as [AgentOpsEvent, AgentOpsEvent];
    const strange = { session, events: [after.events[0] as AgentOpsEvent, error] };
    expect(differences(before, strange, { pairBy: 'start' })).toEqual([
      'error.parentId',
      'error.triggerEventId',
    ]);
  });
});

describe('the table of reasons', () => {
  it('has a reason for each difference, in the order of the reasons', () => {
    const reasons = { 'session.owner': 'one', 'tool.source': 'two', 'event.source': 'three' };
    const table = reasonsTable(['llm.source', 'session.owner', 'tool.source'], reasons);
    expect(table.split('\n').slice(2)).toEqual([
      '| `session.owner` | one |',
      '| `tool.source` | two |',
      '| `event.source` | three |',
    ]);
  });

  it('is not to be had with a difference that has none, or a reason for what is the same', () => {
    expect(() => reasonsTable(['llm.input'], {})).toThrow('llm.input');
    expect(() => reasonsTable([], { 'event.input': 'x' })).toThrow('event.input');
    expect(() => reasonsTable(['session.source'], { 'event.source': 'x' })).toThrow('session');
  });
});
