import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { mapOwnSpan, mapSpan, toResource, toSpan } from '../../src/index.ts';
import { encodeAttributes, encodeSpan } from '../../src/otlp/index.ts';

const sessionId = '0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1';
const id = '0192f0c1-2d3e-7f41-9a5b-6c7d8e9fa0b2';

const call = {
  id,
  type: 'llm',
  sessionId,
  parentId: 'no UUID at all',
  name: 'plan',
  agent: { id: 'a1', name: 'Planner' },
  startTime: 1732312345678.123,
  endTime: 1732312345999.5,
  status: 'ok',
  attribution: 'context',
  source: { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7.57.0' },
  operationName: 'chat',
  provider: 'openai',
  requestModel: 'gpt-4o',
  inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }],
  outputMessages: null,
  finishReasons: ['stop'],
  usage: {
    inputTokens: 3,
    outputTokens: null,
    cacheReadInputTokens: 0,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  },
  usageSource: 'provider',
  timeToFirstChunkMs: 12.5,
  attempts: [],
  streamed: true,
  attributes: { 'gen_ai.request.top_k': 4, 'gen_ai.usage.input_tokens': 999, list: [1, 2.5, null] },
} as unknown as AgentOpsEvent & { sessionId: string };

const session: SessionData = {
  id: sessionId,
  name: 'demo',
  tags: ['x'],
  startTime: 1,
  endTime: 2,
  endState: 'Fail',
  endStateReason: 'broke',
  agents: [{ id: 'a1', name: 'Planner' }],
  hostEnv: { os: 'linux', pid: 7 },
  source: null,
  attributes: { team: 'blue' },
  owner: 'w',
};

describe('the span of an LLM call', () => {
  const span = toSpan(call, toResource(session));

  it('follows the conventions', () => {
    expect(span).toMatchObject({
      traceId: '0192f0c12d3e7f408a5b6c7d8e9fa0b1',
      spanId: '9a5b6c7d8e9fa0b2',
      parentSpanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'chat gpt-4o',
      kind: 3,
      statusCode: 1,
      resource: { 'service.name': 'agentops', 'os.description': 'linux', 'process.pid': 7 },
    });
    expect(span.attributes).toMatchObject({
      'session.id': sessionId,
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.top_k': 4,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': 0.0125,
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.usage.cache_read.input_tokens': 0,
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hello"}]}]',
      'gen_ai.agent.name': 'Planner',
    });
    expect(span.attributes).not.toHaveProperty(['gen_ai.usage.output_tokens']);
  });

  it('gives the call again', () => {
    const { sessionId: inSession, attribution, ...fields } = call;
    expect(mapOwnSpan(span)).toEqual({
      dialect: 'agentops',
      own: 'event',
      session: { id: inSession },
      event: { ...fields, key: '' },
      also: [],
    });
  });

  it('says of tokens that they are an estimate', () => {
    expect(span.attributes).not.toHaveProperty('agentops.usage.estimated');
    const estimated = { ...call, usageSource: 'estimated' } as typeof call;
    const told = toSpan(estimated, toResource(session));
    expect(told.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 3,
      'agentops.usage.estimated': true,
    });
    expect(mapOwnSpan(told)?.event).toMatchObject({
      usageSource: 'estimated',
      attributes: call.attributes,
    });
    // Where somebody on the way took our own fields out.
    const { 'agentops.event.fields': _, ...rest } = told.attributes;
    const read = mapSpan({ ...told, attributes: rest });
    expect(read?.event).toMatchObject({ usageSource: 'estimated' });
  });

  it('loses content that somebody on the way took out, and says nothing else of it', () => {
    const { 'gen_ai.input.messages': _, ...attributes } = span.attributes;
    const mapped = mapOwnSpan({ ...span, attributes });
    expect(mapped?.event).not.toHaveProperty('inputMessages');
    expect(JSON.stringify(mapped)).not.toContain('Hello');
  });

  it('is OTLP/JSON with times to the microsecond', () => {
    expect(encodeSpan(span)).toMatchObject({
      startTimeUnixNano: '1732312345678123000',
      endTimeUnixNano: '1732312345999500000',
      status: { code: 1 },
    });
  });
});

it('one span tells of the session', () => {
  const mapped = mapOwnSpan(toSpan(call, toResource(session), session));
  expect(mapped?.session).toEqual({
    id: sessionId,
    name: 'demo',
    tags: ['x'],
    agents: [{ id: 'a1', name: 'Planner' }],
    attributes: { team: 'blue' },
    hostEnv: { os: 'linux', pid: 7 },
    end: { state: 'Fail', reason: 'broke' },
  });
});

it('an event that goes on has no end, and an error is an exception', () => {
  const open = { ...call, endTime: undefined, status: 'running' } as never;
  expect(encodeSpan(toSpan(open, {}))).not.toHaveProperty('endTimeUnixNano');
  const { finishReasons, usage, ...rest } = call as unknown as Record<string, unknown>;
  const error = { ...rest, type: 'error', status: 'error', errorType: 'Oops', message: 'no' };
  expect(toSpan(error as never, {})).toMatchObject({
    statusCode: 2,
    statusMessage: 'no',
    attributes: { 'error.type': 'Oops' },
    events: [{ name: 'exception', attributes: { 'exception.message': 'no' } }],
  });
});

it.each([
  ['of somebody else', {}],
  ['whose id is none', { 'agentops.event.id': 5, 'agentops.event.fields': '{"type":"llm"}' }],
  ['whose fields were cut', { 'agentops.event.id': 'x', 'agentops.event.fields': '{"type":"l' }],
])('a span %s is none of ours', (_, attributes) => {
  expect(mapOwnSpan({ ...toSpan(call, {}), attributes })).toBeUndefined();
});

it('ids that are no UUIDs give ids too, each another', () => {
  const ids = Array.from(
    { length: 1000 },
    (_, n) => toSpan({ ...call, id: `e${n}` } as never, {}).spanId,
  );
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((one) => /^[0-9a-f]{16}$/.test(one))).toBe(true);
});

it('what was recorded wrongly still gives a span', () => {
  const odd = { toString: 'no function' };
  const fields = { name: odd, parentId: odd, operationName: odd, requestModel: odd, usage: odd };
  const wrong = {
    ...call,
    ...fields,
    status: odd,
    timeToFirstChunkMs: odd,
    startTime: null,
    agent: null,
  };
  const span = toSpan(wrong as never, {});
  expect(span).toMatchObject({ name: 'llm' });
  expect(encodeSpan(span)).toMatchObject({ startTimeUnixNano: '0' });
  expect(mapOwnSpan(span)?.event).toMatchObject({ name: odd, operationName: odd });
});

it('values are what they are in OTLP', () => {
  const values = {
    s: 'x',
    b: true,
    i: 3,
    d: 0.5,
    big: 1e21,
    n: null,
    a: [1],
    o: { k: 'v' },
  };
  expect(encodeAttributes(values).map(({ value }) => value)).toEqual([
    { stringValue: 'x' },
    { boolValue: true },
    { intValue: '3' },
    { doubleValue: 0.5 },
    { doubleValue: 1e21 },
    {},
    { arrayValue: { values: [{ intValue: '1' }] } },
    { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }] } },
  ]);
});

it('a provider that is no text, and can not be made one, is told as it is', () => {
  const provider = { toString: 1, valueOf: 1 };
  const odd = { ...call, provider } as unknown as typeof call;
  const { attributes } = toSpan(odd, {});
  expect(attributes['gen_ai.input.messages']).toBe(
    JSON.stringify((odd as { inputMessages?: unknown }).inputMessages),
  );
});
