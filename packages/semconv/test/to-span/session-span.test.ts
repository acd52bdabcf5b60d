import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { mapOwnSpan, toResource, toSessionSpan, toSpan } from '../../src/index.ts';

const sessionId = '0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1';
const session: SessionData = {
  id: sessionId,
  name: 'demo',
  tags: ['x'],
  startTime: 1000,
  endTime: 2000,
  endState: 'Fail',
  endStateReason: 'broke',
  agents: [],
  hostEnv: { os: 'linux' },
  source: { adapter: 'a', host: 'h', hostVersion: null },
  attributes: { team: 'blue' },
  owner: 'w',
};

it('a session that is over is the root of its trace, and a session again', () => {
  const span = toSessionSpan(session, toResource(session));
  expect(span).toMatchObject({ spanId: '8a5b6c7d8e9fa0b1', name: 'demo', statusCode: 2 });
  expect(span).toMatchObject({ statusMessage: 'broke', startTime: 1000, endTime: 2000 });
  expect(span.parentSpanId).toBeUndefined();
  expect(mapOwnSpan(span)).toEqual({
    dialect: 'agentops',
    own: 'session',
    session: {
      id: sessionId,
      name: 'demo',
      tags: ['x'],
      agents: [],
      attributes: { team: 'blue' },
      hostEnv: { os: 'linux' },
      end: { state: 'Fail', reason: 'broke' },
    },
    event: { key: '', type: 'action', id: sessionId, source: session.source },
    also: [],
  });
});

const tool = {
  id: 'e1',
  type: 'tool',
  sessionId,
  name: 'read',
  startTime: 1100,
  endTime: 1200,
  status: 'error',
  attribution: 'context',
  source: null,
  kind: 'function',
  attributes: { 'llm.model_name': 'mine', 'tool.name': 'its own' },
} as unknown as AgentOpsEvent & { sessionId: string };
const error = {
  id: 'e2',
  type: 'error',
  sessionId,
  parentId: 'e1',
  name: 'TypeError',
  startTime: 1200,
  endTime: 1200,
  status: 'error',
  attribution: 'context',
  source: null,
  errorType: 'TypeError',
  message: 'no',
  stack: 'at x',
  triggerEventId: 'e1',
  triggerEventType: 'tool',
  details: { a: 1 },
  attributes: { more: true },
} as unknown as Extract<AgentOpsEvent, { type: 'error' }>;

describe('an error on the span of its trigger', () => {
  const span = toSpan(tool, {}, undefined, { errors: [error], underSession: true });

  it('is an exception of it', () => {
    expect(span).toMatchObject({
      parentSpanId: '8a5b6c7d8e9fa0b1',
      statusMessage: 'no',
      events: [{ name: 'exception', time: 1200, attributes: { 'exception.type': 'TypeError' } }],
    });
  });

  it('is the same error event again', () => {
    const { attribution, sessionId: _, ...same } = error as AgentOpsEvent & { sessionId: string };
    expect(mapOwnSpan(span)?.also).toEqual([{ ...same, key: 'error:e2' }]);
    expect(mapOwnSpan(span)?.event).not.toHaveProperty('parentId');
  });
});

it('other conventions are told beside the event, and are not its own attributes afterwards', () => {
  const span = toSpan(tool, {}, undefined, { dialects: ['openinference', 'openllmetry'] });
  expect(span.attributes).toMatchObject({
    'openinference.span.kind': 'TOOL',
    'tool.name': 'read',
    'traceloop.entity.name': 'read',
  });
  expect(mapOwnSpan(span)?.event.attributes).toEqual(tool.attributes);
  expect(toSpan(tool, {}).attributes).toMatchObject({ 'llm.model_name': 'mine' });
});
