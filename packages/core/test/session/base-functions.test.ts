import { describe, expect, it } from 'vitest';
import type { AgentOps } from '../../src/agentops.ts';
import {
  AgentOpsError,
  MultiSessionError,
  MultiSessionException,
  NoSessionError,
  NoSessionException,
} from '../../src/errors.ts';
import { ActionEvent } from '../../src/events/action-event.ts';
import { withSessions } from '../recording.ts';

const baseFunctions: [string, (agentops: AgentOps) => unknown][] = [
  ['record', (agentops) => agentops.record(new ActionEvent({ name: 'a' }))],
  ['addTags', (agentops) => agentops.addTags('x')],
  ['setTags', (agentops) => agentops.setTags(['x'])],
  ['createAgent', (agentops) => agentops.createAgent({ name: 'Planner' })],
  ['analytics', (agentops) => agentops.analytics()],
  ['endSession', (agentops) => agentops.endSession({ endState: 'Success' })],
];

describe.each(baseFunctions)('the base function %s', (name, call) => {
  it('throws NoSessionError, which names it, without a session', () => {
    const { agentops } = withSessions(0);
    expect(() => call(agentops)).toThrow(NoSessionError);
    expect(() => call(agentops)).toThrow(`agentops.${name}()`);
  });

  it('does not throw with one session', () => {
    const { agentops } = withSessions(1);
    expect(() => call(agentops)).not.toThrow();
  });

  it('throws MultiSessionError with more, also inside of session.run', () => {
    const { agentops, sessions } = withSessions(2);
    expect(() => call(agentops)).toThrow(MultiSessionError);
    expect(() => sessions[0]?.run(() => call(agentops))).toThrow(MultiSessionError);
  });

  it('works again when there is one session again', () => {
    const { agentops, sessions } = withSessions(3);
    sessions[0]?.end({ endState: 'Success' });
    expect(() => call(agentops)).toThrow(MultiSessionError);
    sessions[2]?.end({ endState: 'Success' });
    expect(() => call(agentops)).not.toThrow();
  });
});

describe('base functions', () => {
  it('act on the only session', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const id = agentops.record(new ActionEvent({ name: 'a' }));
    agentops.addTags(['x', 'y']);
    agentops.addTags('x');
    const agent = agentops.createAgent({ name: 'Planner', role: 'plans' });
    expect(agentops.analytics()).toMatchObject({ actions: 1 });
    agentops.endSession({ endState: 'Success', reason: 'done' });
    expect(recording.read().event('a')).toMatchObject({ id, sessionId: sessions[0]?.id });
    expect(recording.read().sessions).toMatchObject([
      { tags: ['x', 'y'], agents: [agent], endState: 'Success', endStateReason: 'done' },
    ]);
  });

  it('leave a session that ended alone: with none open there is none', () => {
    const { agentops } = withSessions(1);
    agentops.endSession({ endState: 'Fail' });
    expect(() => agentops.addTags('late')).toThrow(NoSessionError);
  });
});

describe('the errors', () => {
  it('say what to do instead', () => {
    expect(new MultiSessionError().message).toContain(
      'If multiple sessions exist, you must use session.function(). Example: session.addTags(...) instead of agentops.addTags(...).',
    );
  });

  it('have the names that AgentOps gave them as aliases, a common base class and a stable code', () => {
    expect(MultiSessionException).toBe(MultiSessionError);
    expect(NoSessionException).toBe(NoSessionError);
    expect(new MultiSessionError()).toBeInstanceOf(AgentOpsError);
    expect(new NoSessionError('addTags')).toMatchObject({
      name: 'NoSessionError',
      code: 'AGENTOPS_NO_SESSION',
    });
  });
});

describe('endAll', () => {
  it('ends every open session and says how many', () => {
    const { recording, agentops } = withSessions(5);
    expect(agentops.endAll({ endState: 'Success', reason: 'over' })).toBe(5);
    const { sessions } = recording.read();
    expect(sessions.map(({ endState }) => endState)).toEqual(Array(5).fill('Success'));
    expect(new Set(sessions.map(({ endStateReason }) => endStateReason))).toEqual(
      new Set(['over']),
    );
    expect(agentops.endAll()).toBe(0);
  });

  it('ends none where nothing was started', () => {
    const { agentops } = withSessions(0);
    expect(agentops.endAll()).toBe(0);
  });
});
