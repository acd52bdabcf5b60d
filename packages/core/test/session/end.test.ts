import { describe, expect, it } from 'vitest';
import { InvalidEndStateError } from '../../src/errors.ts';
import { LLMEvent } from '../../src/events/llm-event.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

function one() {
  const setup = withSessions(1);
  const session = setup.sessions[0] as Session;
  return { ...setup, session, read: () => setup.recording.read().session(session.id) };
}

describe('session.end', () => {
  it.each(['Success', 'Fail', 'Indeterminate'] as const)('ends a session as %s', (endState) => {
    const { session, read } = one();
    session.end({ endState, reason: 'because', endStateRaw: 'raw' });
    expect(session.endState).toBe(endState);
    expect(read()).toMatchObject({ endState, endStateReason: 'because', endStateRaw: 'raw' });
    expect(read().endTime).toBeGreaterThanOrEqual(read().startTime);
  });

  it('ends as Indeterminate where nobody says how', () => {
    const { session, read } = one();
    session.end();
    expect(read().endState).toBe('Indeterminate');
  });

  it('throws a typed error for an unknown end state, and the session stays open', () => {
    const { session, read } = one();
    expect(() => session.end({ endState: 'success' as never })).toThrow(InvalidEndStateError);
    expect(() => session.end({ endState: 1n as never })).toThrow(InvalidEndStateError);
    expect(session.endState).toBeUndefined();
    expect(read().endState).toBeUndefined();
    session.end({ endState: 'Success' });
    expect(read().endState).toBe('Success');
  });

  it('takes a second end as the later word, and says so', () => {
    const { session, read, recording } = one();
    session.end({ endState: 'Success', reason: 'first' });
    session.end({ endState: 'Fail', reason: 'second' });
    expect(read()).toMatchObject({ endState: 'Fail', endStateReason: 'second' });
    expect(recording.codes).toEqual(['session-ended-twice']);
  });

  it('counts the session as active no more, also when it is ended twice', () => {
    const { agentops, session } = one();
    const other = agentops.startSession();
    session.end();
    session.end();
    expect(() => agentops.addTags('x')).not.toThrow();
    expect(other.tags).toEqual(['x']);
  });

  it('leaves open events open until they end', () => {
    const { session, recording } = one();
    const event = session.startAction('slow');
    session.end({ endState: 'Success' });
    expect(recording.read().event('slow').status).toBe('running');
    event.end({ output: 'late' });
    expect(recording.read().event('slow')).toMatchObject({ status: 'ok', output: 'late' });
  });

  it('keeps what is recorded afterwards, and says so once', () => {
    const { session, recording } = one();
    session.end({ endState: 'Success' });
    session.startAction('late 1').end();
    session.startAction('late 2').end();
    expect(recording.read().events.map(({ sessionId }) => sessionId)).toEqual([
      session.id,
      session.id,
    ]);
    expect(recording.read().session(session.id).endState).toBe('Success');
    expect(recording.codes).toEqual(['recorded-after-end']);
  });

  it('says of a finished event too that it was recorded after the end', () => {
    const { session, recording } = one();
    session.end({ endState: 'Success' });
    session.record(new LLMEvent({ name: 'late' }));
    expect(recording.read().event('late').sessionId).toBe(session.id);
    expect(recording.codes).toEqual(['recorded-after-end']);
  });
});

describe('analytics', () => {
  it('counts by kind and adds up tokens', () => {
    const { session } = one();
    const usage = {
      inputTokens: 10,
      outputTokens: 3,
      cacheReadInputTokens: 4,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: null,
    };
    session.record(new LLMEvent({ usage }));
    const call = session.startLLM();
    call.update({ usage: { ...usage, inputTokens: 5, outputTokens: null } });
    call.end();
    session.startTool('t').fail(new Error('broken'));
    session.startAction('a').end();
    expect(session.analytics()).toMatchObject({
      llmCalls: 2,
      toolCalls: 1,
      actions: 1,
      errors: 1,
      inputTokens: 15,
      outputTokens: 3,
    });
  });

  it('is null, and no zero, where no provider told its usage', () => {
    const { session } = one();
    session.startLLM().end();
    expect(session.analytics()).toMatchObject({ inputTokens: null, outputTokens: null });
  });

  it('gives the same twice, changes nothing, and writes nothing', () => {
    const { session, recording } = one();
    session.startTool('t').end();
    session.end();
    const before = recording.read().records.length;
    const first = session.analytics();
    expect(session.analytics()).toEqual(first);
    first.toolCalls = 100;
    expect(session.analytics().toolCalls).toBe(1);
    expect(recording.read().records).toHaveLength(before);
  });
});

describe('tags', () => {
  it('are each there once, in the order in which they came', () => {
    const { session, read } = one();
    session.addTags(['b', 'a', 'b']);
    session.addTags('a');
    session.addTags(['c', 'b']);
    expect(session.tags).toEqual(['b', 'a', 'c']);
    expect(read().tags).toEqual(['b', 'a', 'c']);
  });

  it('are replaced by setTags', () => {
    const { session, read } = one();
    session.addTags('old');
    session.setTags(['new', 'new']);
    expect(session.tags).toEqual(['new']);
    expect(read().tags).toEqual(['new']);
  });

  it('can be read and not changed through the list', () => {
    const { session } = one();
    session.addTags('a');
    (session.tags as string[]).push('b');
    expect(session.tags).toEqual(['a']);
  });

  it('are texts: anything else is a typed error', () => {
    const { session } = one();
    expect(() => session.addTags([1] as never)).toThrow('Tags are a text or a list of texts.');
    expect(() => session.setTags(undefined as never)).toThrow('Tags are');
  });
});

describe('agents', () => {
  it('belong to the session, and events name them', () => {
    const { session, read, recording } = one();
    const agent = session.createAgent({ name: 'Planner', role: 'plans' });
    session.startAction('plan', { agent }).end();
    session.createAgent({ id: agent.id, name: 'Planner 2' });
    expect(recording.read().event('plan').agent).toEqual(agent);
    expect(read().agents).toEqual([{ id: agent.id, name: 'Planner 2' }]);
    expect(session.agents).toEqual(read().agents);
  });

  it('need a name', () => {
    const { session } = one();
    expect(() => session.createAgent({ name: '' })).toThrow('createAgent() needs a name');
  });
});
