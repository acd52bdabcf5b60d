import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCollector, type TestCollector } from './collector.ts';

let collector: TestCollector;

beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector[Symbol.asyncDispose]());

const key = { 'x-agentops-api-key': randomUUID() };

/** As 0.3.26 sends it; older clients have a `queue`. */
function sessionBody(id: string, fields: Record<string, unknown> = {}) {
  const session = {
    end_timestamp: null,
    end_state: 'Indeterminate',
    session_id: id,
    init_timestamp: '2026-01-01T00:00:00.123456+00:00',
    tags: null,
    video: null,
    end_state_reason: null,
    host_env: { SDK: { 'AgentOps SDK Version': '0.3.26' }, OS: { Hostname: 'here' } },
    config: '',
    jwt: null,
    is_running: true,
    ...fields,
  };
  return { session };
}

const start = Date.parse('2026-01-01T00:00:00.123Z') + 0.456;

async function create(fields: Record<string, unknown> = {}) {
  const id = randomUUID();
  const { status, body } = await collector.post('/v2/create_session', sessionBody(id, fields), key);
  expect(status).toBe(200);
  return { id, authorization: `Bearer ${body.jwt}` };
}

async function update(id: string, fields: Record<string, unknown>, authorization = '') {
  const body = sessionBody(id, fields);
  const answer = await collector.post('/v2/update_session', body, { authorization });
  expect(answer.status).toBe(200);
  return answer;
}

describe('create_session', () => {
  it('begins a session under the id, with the tags and the machine that the client told', async () => {
    const { id } = await create({ tags: ['a', 'b'] });
    expect(await collector.session(id)).toMatchObject({
      id,
      state: 'open',
      tags: ['a', 'b'],
      startTime: start,
      hostEnv: { OS: { Hostname: 'here' } },
      source: { adapter: 'agentops', hostVersion: '0.3.26' },
    });
  });

  it('goes by the key and not by the token, which old clients carry over from another session', async () => {
    const first = await create();
    const id = randomUUID();
    const headers = { ...key, authorization: first.authorization };
    const { body } = await collector.post('/v2/create_session', sessionBody(id), headers);
    const event = {
      id: randomUUID(),
      event_type: 'actions',
      init_timestamp: '2026-01-01T00:00:01Z',
    };
    const authorization = `Bearer ${body.jwt}`;
    await collector.post('/v2/create_events', { events: [event] }, { authorization });
    expect(await collector.events(id)).toMatchObject([{ id: event.id, sessionId: id }]);
    expect(await collector.events(first.id)).toEqual([]);
  });

  it('is the same session when another process inherits the id, and opens it again', async () => {
    const { id } = await create({ tags: ['parent'] });
    await update(id, { is_running: false, end_state: 'Success', tags: ['parent'] });
    expect(await collector.session(id)).toMatchObject({ state: 'Success' });
    const again = { tags: ['child'], init_timestamp: '2026-01-01T00:05:00+00:00' };
    const { status } = await collector.post('/v2/create_session', sessionBody(id, again), key);
    expect(status).toBe(200);
    expect(await collector.sessions()).toHaveLength(1);
    expect(await collector.session(id)).toMatchObject({
      state: 'open',
      startTime: start,
      tags: ['parent', 'child'],
    });
  });

  it('sent again changes nothing, not even a session that ended', async () => {
    const { id } = await create();
    await update(id, { is_running: false, end_state: 'Success' });
    await collector.post('/v2/create_session', sessionBody(id), key);
    expect(await collector.session(id)).toMatchObject({ state: 'Success' });
  });
});

describe('update_session', () => {
  it('replaces the tags, also by ones that were there before', async () => {
    const { id, authorization } = await create({ tags: ['a'] });
    for (const tags of [['a', 'b'], ['c'], ['a', 'b']]) await update(id, { tags }, authorization);
    expect(await collector.session(id)).toMatchObject({ tags: ['a', 'b'], state: 'open' });
    await update(id, { tags: [] }, authorization);
    expect(await collector.session(id)).toMatchObject({ tags: [] });
  });

  it.each([
    ['0.3.26 ends it', { is_running: false }, 'Success'],
    ['0.3.26 asks for statistics', { is_running: true }, 'open'],
    ['0.3.18 ends it, and says that it is running', { is_running: true, queue: [] }, 'Success'],
    ['0.3.2 ends it', { is_running: undefined, queue: [] }, 'Success'],
  ])('knows when it is over: %s', async (_, fields, state) => {
    const { id } = await create();
    const end = { end_timestamp: '2026-01-01T00:01:00.000Z', end_state: 'Success' };
    await update(id, { ...end, end_state_reason: 'done', ...fields });
    const session = await collector.session(id);
    expect(session.state).toBe(state);
    if (state === 'Success') {
      const endTime = Date.parse('2026-01-01T00:01:00Z');
      expect(session).toMatchObject({ endTime, endState: 'Success', endStateReason: 'done' });
    }
  });

  it.each([
    ['Failure', 'Fail'],
    ['Aborted', 'Indeterminate'],
  ])('keeps an end state that is none of the three: %s', async (endStateRaw, state) => {
    const { id } = await create();
    await update(id, { is_running: false, end_state: endStateRaw });
    expect(await collector.session(id)).toMatchObject({ state, endStateRaw });
  });

  it('lets the last end win', async () => {
    const { id } = await create();
    await update(id, { is_running: false, end_state: 'Success' });
    await update(id, { is_running: false, end_state: 'Fail', end_state_reason: 'no' });
    expect(await collector.session(id)).toMatchObject({ state: 'Fail', endStateReason: 'no' });
  });

  it('answers an object with the cost, as often as it is asked', async () => {
    const { id, authorization } = await create();
    const none = await update(id, {}, authorization);
    expect(none.body).toEqual({ status: 'Success', token_cost: '0.00' });
    const event = {
      id: randomUUID(),
      event_type: 'llms',
      init_timestamp: '2026-01-01T00:00:01.000Z',
      end_timestamp: '2026-01-01T00:00:02.000Z',
      model: 'gpt-4o-2024-08-06',
      prompt_tokens: 1000,
      completion_tokens: 1000,
    };
    await collector.post('/v2/create_events', { events: [event] }, { authorization });
    const end = { end_timestamp: '2026-01-01T00:01:00.000Z' };
    const statistics = await update(id, { ...end, is_running: true }, authorization);
    expect(statistics.body.token_cost).toBe('0.012500000');
    const ended = await update(id, { ...end, is_running: false }, authorization);
    expect(ended.body.token_cost).toBe('0.012500000');
    expect((await collector.session(id)).totals.costUsd).toBeCloseTo(0.0125);
  });

  it('is all there is of a session whose create_session was lost', async () => {
    const id = randomUUID();
    await update(id, { is_running: false, end_state: 'Success', tags: ['t'] });
    expect(await collector.session(id)).toMatchObject({
      state: 'Success',
      startTime: start,
      tags: ['t'],
    });
  });

  it('does not take what waits in `queue` for events: it comes again', async () => {
    const { id } = await create();
    await update(id, {
      queue: [{ event_type: 'actions', id: randomUUID() }],
      lock: '',
      thread: '',
    });
    expect(await collector.events(id)).toEqual([]);
  });
});

describe('tokens', () => {
  it('reauthorize_jwt gives another one for the session', async () => {
    const { id } = await create();
    const { status, body } = await collector.post('/v2/reauthorize_jwt', { session_id: id }, key);
    expect(status).toBe(200);
    const authorization = `Bearer ${body.jwt}`;
    await collector.post('/v2/create_agent', { id: 'a-1', name: 'Planner' }, { authorization });
    expect((await collector.session(id)).agents).toEqual([{ id: 'a-1', name: 'Planner' }]);
  });

  it('outlive a restart of the collector', async () => {
    const { id, authorization } = await create();
    await using restarted = await startCollector({ store: collector.store });
    const event = { id: randomUUID(), event_type: 'actions' };
    await restarted.post('/v2/create_events', { events: [event] }, { authorization });
    expect(await restarted.events(id)).toMatchObject([{ id: event.id, attribution: 'handle' }]);
  });

  it('a changed one names no session', async () => {
    const { id, authorization } = await create();
    const [head, , mac] = authorization.split('.');
    const other = Buffer.from(JSON.stringify({ session_id: 'other' })).toString('base64url');
    const event = { id: randomUUID(), event_type: 'actions' };
    for (const forged of [
      `${head}.${other}.${mac}`,
      'Bearer None',
      'Bearer undefined',
      'Bearer ',
    ]) {
      const headers = { authorization: forged };
      const { status } = await collector.post('/v2/create_events', { events: [event] }, headers);
      expect(status).toBe(200);
    }
    expect(await collector.events(id)).toEqual([]);
    expect(await collector.events('other')).toEqual([]);
  });
});
