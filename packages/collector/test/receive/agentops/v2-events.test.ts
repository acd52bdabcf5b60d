import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCollector, type TestCollector } from './collector.ts';

let collector: TestCollector;
let sessionId: string;
let authorization: string;

beforeEach(async () => {
  collector = await startCollector();
  sessionId = randomUUID();
  const session = { session_id: sessionId, init_timestamp: '2026-01-01T00:00:00+00:00' };
  const { body } = await collector.post('/v2/create_session', { session });
  authorization = `Bearer ${body.jwt}`;
});
afterEach(() => collector[Symbol.asyncDispose]());

const times = {
  init_timestamp: '2026-01-01T00:00:01.000001+00:00',
  end_timestamp: '2026-01-01T00:00:02.500000+00:00',
};
const startTime = Date.parse('2026-01-01T00:00:01Z') + 0.001;
const endTime = Date.parse('2026-01-01T00:00:02.500Z');

async function send(...events: object[]) {
  const answer = await collector.post('/v2/create_events', { events }, { authorization });
  expect(answer).toMatchObject({ status: 200, body: 'Success' });
}

async function theEvent() {
  const events = await collector.events(sessionId);
  expect(events).toHaveLength(1);
  return events[0];
}

describe('types', () => {
  it('an action', async () => {
    const id = randomUUID();
    await send({
      ...times,
      id,
      event_type: 'actions',
      session_id: sessionId,
      agent_id: null,
      action_type: 'search',
      name: 'find',
      params: { x: 1 },
      returns: ['a', { b: null }],
      logs: 'printed',
      screenshot: 'https://here/shot.png',
    });
    expect(await theEvent()).toMatchObject({
      id,
      type: 'action',
      sessionId,
      name: 'find',
      actionType: 'search',
      input: { x: 1 },
      output: ['a', { b: null }],
      logs: 'printed',
      screenshot: 'https://here/shot.png',
      startTime,
      endTime,
      status: 'ok',
      attribution: 'handle',
      attributes: {},
    });
  });

  it('an action whose type was given where the event’s is', async () => {
    await send({ ...times, id: 'an id of its own', event_type: 'positional', action_type: null });
    expect(await theEvent()).toMatchObject({
      id: 'an id of its own',
      type: 'action',
      name: 'positional',
      actionType: 'positional',
      attributes: { 'agentops.event_type': 'positional' },
    });
  });

  it('a tool', async () => {
    const tool = { event_type: 'tools', tool_name: 'get_weather', name: 'get_weather' };
    await send({ ...times, ...tool, params: { city: 'Bern' }, returns: 'sunny', logs: { a: 1 } });
    expect(await theEvent()).toMatchObject({
      type: 'tool',
      name: 'get_weather',
      kind: 'function',
      arguments: { city: 'Bern' },
      result: 'sunny',
      logs: { a: 1 },
      endTime,
    });
  });

  it('an LLM call', async () => {
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
      { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
    ];
    await send({
      ...times,
      event_type: 'llms',
      thread_id: 'thread-1',
      model: 'gpt-4o-2024-08-06',
      params: { model: 'gpt-4o', messages, temperature: 0, tools: [{ type: 'function' }] },
      prompt: messages,
      prompt_tokens: 20,
      completion: {
        role: 'assistant',
        content: 'Sunny.',
        tool_calls: [{ id: 'c2', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      completion_tokens: 5,
      cost: 0.25,
      returns: '',
      agent_id: null,
    });
    const event = await theEvent();
    expect(event).toMatchObject({
      type: 'llm',
      name: 'chat gpt-4o',
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      inputMessages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be short.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'sunny' }] },
      ],
      outputMessages: [
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'Sunny.' },
            { type: 'tool_call', id: 'c2', name: 'f', arguments: { a: 1 } },
          ],
        },
      ],
      usage: { inputTokens: 20, outputTokens: 5, cacheReadInputTokens: null },
      usageSource: 'provider',
      threadId: 'thread-1',
      toolDefinitions: [{ type: 'function' }],
      input: { model: 'gpt-4o', temperature: 0 },
      attributes: { 'agentops.reported_cost': 0.25 },
    });
    expect(event).not.toHaveProperty('output');
  });

  it('an LLM call of 0.3.0 to 0.3.2, with the provider’s whole answer', async () => {
    const usage = {
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    const returns = { model: 'm-1', choices: [{ finish_reason: 'stop' }], usage };
    await send({
      ...times,
      event_type: 'llms',
      params: { model: 'm' },
      prompt: 'Hello?',
      completion: 'Hello.',
      prompt_tokens: 10,
      completion_tokens: 4,
      returns,
    });
    expect(await theEvent()).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hello?' }] }],
      outputMessages: [
        { role: 'assistant', parts: [{ content: 'Hello.' }], finish_reason: 'stop' },
      ],
      finishReasons: ['stop'],
      responseModel: 'm-1',
      usage: { inputTokens: 10, cacheReadInputTokens: 8, reasoningOutputTokens: 2 },
      output: returns,
    });
  });

  it('a streamed LLM call, which has no tokens', async () => {
    const completion = { role: 'assistant', content: 'Hi', function_call: null, tool_calls: '' };
    const tokens = { prompt_tokens: null, completion_tokens: null };
    await send({ ...times, ...tokens, event_type: 'llms', params: { stream: true }, completion });
    expect(await theEvent()).toMatchObject({
      streamed: true,
      usage: null,
      usageSource: 'none',
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hi' }] }],
    });
  });

  it('an error of 0.3.26, which lost its trigger', async () => {
    const logs = 'Traceback (most recent call last): …';
    const error = {
      event_type: 'errors',
      error_type: 'ValueError',
      code: '42',
      details: 'no',
      logs,
    };
    await send({ ...times, ...error, id: 'e-1', trigger_event: '', exception: null });
    expect(await theEvent()).toMatchObject({
      id: 'e-1',
      type: 'error',
      name: 'ValueError',
      errorType: 'ValueError',
      message: 'no',
      code: '42',
      stack: logs,
      status: 'error',
      startTime,
      endTime: startTime,
    });
  });

  it('an error of 0.3.14 to 0.3.18, with the event that failed', async () => {
    const trigger = { trigger_event_id: 't-1', trigger_event_type: 'tools' };
    const details = { reason: 'no' };
    await send(
      { ...times, id: 't-1', event_type: 'tools', name: 'f' },
      {
        event_type: 'errors',
        error_type: 'ValueError',
        details,
        ...trigger,
        timestamp: times.end_timestamp,
      },
    );
    const events = await collector.events(sessionId);
    expect(events).toMatchObject([
      { id: 't-1', type: 'tool', status: 'error', endTime },
      {
        type: 'error',
        details,
        message: '',
        parentId: 't-1',
        triggerEventId: 't-1',
        triggerEventType: 'tool',
        startTime: endTime,
      },
    ]);
  });

  it('anything else it says is kept', async () => {
    await send({ ...times, event_type: 'apis', url: 'https://here', nothing: null });
    expect(await theEvent()).toMatchObject({
      type: 'action',
      actionType: 'apis',
      attributes: { 'agentops.url': 'https://here' },
    });
  });
});

describe('identity', () => {
  it('what is sent again is there once', async () => {
    const event = { ...times, id: randomUUID(), event_type: 'actions', action_type: 'a' };
    const error = { event_type: 'errors', error_type: 'E', timestamp: '2026-01-01T00:00:03.000Z' };
    await send(event, error);
    await send(event, error);
    await send({ ...error, timestamp: '2026-01-01T00:00:03.001Z' });
    expect(await collector.events(sessionId)).toHaveLength(3);
  });

  it('update_events changes what it names', async () => {
    const id = randomUUID();
    await send({
      id,
      event_type: 'actions',
      action_type: 'a',
      params: { x: 1 },
      ...times,
      end_timestamp: null,
    });
    expect(await theEvent()).toMatchObject({ status: 'running' });
    const events = [{ id, event_type: 'actions', returns: 2, end_timestamp: times.end_timestamp }];
    const answer = await collector.post('/v2/update_events', { events }, { authorization });
    expect(answer.status).toBe(200);
    expect(await theEvent()).toMatchObject({
      name: 'a',
      actionType: 'a',
      input: { x: 1 },
      output: 2,
      startTime,
      endTime,
      status: 'ok',
    });
  });

  it('an agent of the session is named by create_agent', async () => {
    const agent = { id: randomUUID(), name: 'Planner' };
    await collector.post('/v2/create_agent', agent, { authorization });
    await send({ ...times, event_type: 'actions', agent_id: agent.id });
    expect(await theEvent()).toMatchObject({ agent });
    await using restarted = await startCollector({ store: collector.store });
    const events = [{ ...times, event_type: 'tools', agent_id: agent.id }];
    await restarted.post('/v2/create_events', { events }, { authorization });
    const agents = (await collector.events(sessionId)).map((event) => event.agent);
    expect(agents).toEqual([agent, agent]);
  });

  it('events go by the token; what they say themselves counts only without one', async () => {
    const other = randomUUID();
    const event = { ...times, event_type: 'actions', session_id: other };
    await send({ ...event, id: 'by-token' });
    await collector.post('/v2/create_events', { events: [{ ...event, id: 'by-itself' }] });
    expect(await collector.events(sessionId)).toMatchObject([{ id: 'by-token' }]);
    expect(await collector.events(other)).toMatchObject([
      { id: 'by-itself', attribution: 'host-id' },
    ]);
    expect(await collector.session(other)).toMatchObject({ state: 'open', startTime });
  });

  it('events that say nothing are kept where everyone sees that they are nobody’s', async () => {
    const { status } = await collector.post('/v2/create_events', {
      events: [{ ...times, id: 'lonely', event_type: 'actions' }],
    });
    expect(status).toBe(200);
    const event = await collector.store
      .project()
      .then(() => collector.store.reader.event('lonely'));
    expect(event).toMatchObject({ attribution: 'none' });
    expect(await collector.session(event?.sessionId as string)).toMatchObject({
      attributes: { 'agentops.unattributed': true },
    });
  });

  it('events that come after the end are taken, and leave it', async () => {
    const session = { session_id: sessionId, is_running: false, end_state: 'Success' };
    await collector.post('/v2/update_session', { session }, { authorization });
    await send({ ...times, event_type: 'actions' });
    await theEvent();
    expect(await collector.session(sessionId)).toMatchObject({ state: 'Success' });
  });
});

describe('a request of which a part is not as it should be', () => {
  it('is kept but for what can not be: a time is put aside, what is no event is left out', async () => {
    const lost: number[] = [];
    await using own = await startCollector({ onLost: (events) => lost.push(events) });
    const event = { ...times, event_type: 'actions', session_id: sessionId };
    const events = [
      { ...event, id: 'good' },
      { ...event, id: 'bad time', init_timestamp: 'yesterday', name: 'kept' },
      'no event',
      { ...event, id: 'late' },
    ];
    const answer = await own.post('/v2/create_events', { events });
    expect(answer).toMatchObject({ status: 200, body: 'Success' });
    expect(lost).toEqual([1]);
    const kept = await own.events(sessionId);
    expect(kept.map(({ id }) => id).sort()).toEqual(['bad time', 'good', 'late']);
    expect(kept.find(({ id }) => id === 'bad time')).toMatchObject({
      name: 'kept',
      startTime: endTime,
      endTime,
      attributes: { 'agentops.unread.init_timestamp': 'yesterday' },
    });
  });

  it('is refused where nothing can be kept, and says why; an update has to name its event', async () => {
    const events = [{ event_type: 'actions', returns: 1 }, null];
    const answer = await collector.post('/v2/update_events', { events });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(
      /^The body has nothing that can be kept\. events\.0\.id: .*; events\.1: /,
    );
  });
});

it('developer_errors are errors of the session, and answered with 200', async () => {
  const error = { sdk_version: '0.3.2', type: 'MultiSessionException', message: 'm', host_env: {} };
  const body = { ...error, stack_trace: 'Traceback …', session_id: sessionId };
  const answer = await collector.post('/v2/developer_errors', body);
  expect(answer).toMatchObject({ status: 200, body: 'Success' });
  expect(await theEvent()).toMatchObject({
    errorType: 'agentops.tracking',
    message: 'MultiSessionException: m',
    stack: 'Traceback …',
  });
});
