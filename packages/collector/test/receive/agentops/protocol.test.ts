import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { createMemoryStore, StoreWriteError } from '@agentops/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ByteBudget } from '../../../src/receive/byte-budget.ts';
import { startCollector, type TestCollector } from './collector.ts';
import { rawPost } from './raw-post.ts';

let collector: TestCollector;

beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector[Symbol.asyncDispose]());

const sessionOf = (id: string, fields = {}) => ({ session: { session_id: id, ...fields } });

/** One span as OTLP JSON. */
function otlpSpan(traceId: string, attributes: Record<string, string>, fields = {}) {
  const span = {
    traceId,
    spanId: randomUUID().replaceAll('-', '').slice(0, 16),
    name: 'job.session',
    startTimeUnixNano: '1767225600000000000',
    endTimeUnixNano: '1767225601000000000',
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
    ...fields,
  };
  const scopeSpans = [{ scope: { name: 'agentops' }, spans: [span] }];
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans }] };
}

const newTraceId = () => randomUUID().replaceAll('-', '');

describe('answers', () => {
  it.each([
    ['/v2/create_session', sessionOf(randomUUID())],
    ['/v2/update_session', sessionOf(randomUUID())],
    ['/v2/reauthorize_jwt', { session_id: randomUUID() }],
    ['/v2/create_events', { events: [] }],
    ['/v2/update_events', { events: [] }],
    ['/v2/create_agent', { id: randomUUID(), name: 'a' }],
    ['/v2/developer_errors', { type: 't', message: 'm' }],
    ['/v3/auth/token', { api_key: randomUUID() }],
    ['/v4/logs/upload/', { body: 'text' }],
    ['/v1/traces', otlpSpan(newTraceId(), {})],
    ['/v1/metrics', { resourceMetrics: [] }],
  ])('%s: 200 with JSON, in one segment', async (path, body) => {
    const { status, headers, chunks, text } = await rawPost(collector.port, path, body);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(['object', 'string']).toContain(typeof JSON.parse(text));
    // In two, these clients wait 40 ms for the second one.
    expect(chunks).toBe(1);
  });

  it('v3 gives token, project and a plan that no client comments', async () => {
    const { body } = await collector.post('/v3/auth/token', { api_key: randomUUID() });
    expect(body).toEqual({
      token: expect.any(String),
      project_id: expect.any(String),
      project_prem_status: 'pro',
    });
  });
});

describe('addresses and headers', () => {
  it.each([
    '/v2/create_session',
    '//v2/create_session',
    '/under/a/path/v2/create_session',
    '/v2/create_session/',
  ])('%s', async (path) => {
    const id = randomUUID();
    const { status, body } = await collector.post(path, sessionOf(id));
    expect({ status, body }).toMatchObject({ status: 200, body: { jwt: expect.any(String) } });
    expect(await collector.session(id)).toMatchObject({ id });
  });

  it.each(['/v1/traces', '/v1/traces/', '//v1/traces', '/under/v1/traces'])('%s', async (path) => {
    const traceId = newTraceId();
    expect((await collector.post(path, otlpSpan(traceId, {}))).status).toBe(200);
    expect(await collector.sessions()).toHaveLength(1);
  });

  it('gzip, chunked, and no content type', async () => {
    const id = randomUUID();
    const gzip = gzipSync(JSON.stringify(sessionOf(id)));
    const { status } = await collector.post('/v2/create_session', gzip, {
      'content-encoding': 'gzip',
    });
    expect(status).toBe(200);
    const other = randomUUID();
    const response = await fetch(`${collector.url}/v2/create_session`, {
      method: 'POST',
      body: new Blob([JSON.stringify(sessionOf(other))]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(200);
    expect((await collector.sessions()).map((session) => session.id).sort()).toEqual(
      [id, other].sort(),
    );
  });

  it.each(['Bearer None', 'Bearer undefined', 'bearer x', undefined])(
    'spans and logs with authorization %s',
    async (authorization) => {
      const traceId = newTraceId();
      const headers = authorization ? { authorization } : {};
      const spans = await collector.post('/v1/traces', otlpSpan(traceId, {}), headers);
      expect(spans.status).toBe(200);
      const trace = { ...headers, 'trace-id': traceId };
      expect((await collector.post('/v4/logs/upload/', '"text"', trace)).status).toBe(200);
      expect(await collector.sessions()).toHaveLength(1);
    },
  );

  it('leaves other paths to others', async () => {
    expect((await fetch(`${collector.url}/v2/sessions`)).status).toBe(404);
    const { status } = await fetch(`${collector.url}/v2/create_session`);
    expect(status).toBe(405);
  });
});

describe('v4 logs', () => {
  it('come before the spans, under the trace’s number in decimal', async () => {
    const traceId = newTraceId();
    const headers = { 'trace-id': BigInt(`0x${traceId}`).toString() };
    for (const body of [{ body: 'printed' }, { body: 'printed' }, JSON.stringify('old client')]) {
      expect((await collector.post('/v4/logs/upload/', body, headers)).status).toBe(200);
    }
    const [alone] = await collector.sessions();
    expect(alone).toMatchObject({ state: 'open' });
    const attributes = { 'agentops.span.kind': 'session' };
    await collector.post('/v1/traces', otlpSpan(traceId, attributes));
    const [session, ...others] = await collector.sessions();
    expect(others).toEqual([]);
    expect(session?.startTime).toBe(1767225600000);
    const logs = (await collector.events(session?.id as string)).map((event) => event.logs);
    expect(logs.filter(Boolean).sort()).toEqual(['old client', 'printed']);
  });

  it.each(['', '0', '-1', 'abc', '9'.repeat(39), undefined])('trace id %j: 400', async (id) => {
    const headers = id === undefined ? {} : { 'trace-id': id };
    const answer = await collector.post('/v4/logs/upload/', { body: 'x' }, headers);
    expect(answer).toMatchObject({ status: 400, body: { message: /Trace-Id/ } });
  });
});

describe('spans of 0.4', () => {
  it.each([
    ['Success', { state: 'Success' }],
    ['Shutdown', { state: 'Indeterminate', endStateRaw: 'Shutdown' }],
    ['Failure', { state: 'Fail', endStateRaw: 'Failure' }],
    ['Aborted', { state: 'Indeterminate', endStateRaw: 'Aborted' }],
  ])('end state %s', async (state, expected) => {
    const attributes = { 'agentops.span.kind': 'session', 'agentops.session.end_state': state };
    await collector.post('/v1/traces', otlpSpan(newTraceId(), attributes));
    expect(await collector.sessions()).toMatchObject([expected]);
  });

  it('a root that comes after its children, and parents that never come', async () => {
    const traceId = newTraceId();
    const spanId = 'a'.repeat(16);
    const child = { parentSpanId: spanId, name: 'plan.task' };
    const lost = { parentSpanId: 'b'.repeat(16), name: 'other.task' };
    const kind = { 'agentops.span.kind': 'task' };
    await collector.post('/v1/traces', otlpSpan(traceId, kind, child));
    await collector.post('/v1/traces', otlpSpan(traceId, kind, lost));
    expect(await collector.sessions()).toMatchObject([{ state: 'open' }]);
    const root = { 'agentops.span.kind': 'session', 'agentops.session.end_state': 'Success' };
    await collector.post('/v1/traces', otlpSpan(traceId, root, { spanId }));
    const [session] = await collector.sessions();
    expect(session).toMatchObject({ state: 'Success' });
    expect(await collector.events(session?.id as string)).toHaveLength(3);
  });

  it('sent again after a lost answer are there once', async () => {
    const body = otlpSpan(newTraceId(), { 'agentops.span.kind': 'session' });
    await collector.post('/v1/traces', body);
    await collector.post('/v1/traces', body);
    const [session] = await collector.sessions();
    expect(await collector.events(session?.id as string)).toHaveLength(1);
  });
});

describe('refusals say what is wrong', () => {
  it.each([
    ['/v2/create_session', '', 'empty'],
    ['/v2/create_session', '{"session":', 'no JSON'],
    ['/v2/create_session', '[]', 'expected object'],
    ['/v2/create_session', { session: {} }, 'session.session_id'],
    [
      '/v2/create_session',
      sessionOf('x', { init_timestamp: 'yesterday' }),
      'session.init_timestamp',
    ],
    ['/v2/create_session', sessionOf('x', { tags: 'a' }), 'session.tags'],
    ['/v2/create_session', sessionOf('\ud800'), 'session.session_id'],
    ['/v2/create_events', { events: {} }, 'events'],
    ['/v2/create_events', { events: [null] }, 'events.0'],
    ['/v2/update_events', { events: [{ event_type: 'actions' }] }, 'events.0'],
    ['/v2/create_events', `{"events":[{"params":${'['.repeat(300)}${']'.repeat(300)}}]}`, 'deeper'],
    ['/v2/create_agent', '5', 'expected object'],
    ['/v4/logs/upload', '{"text":1}', 'expected a text'],
  ])('%s %j', async (path, body, expected) => {
    const answer = await collector.post(path, body, { 'trace-id': '1' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'bad_request',
      message: expect.stringContaining(expected),
    });
  });

  it('a body that is too large, also once decompressed', async () => {
    const limits = { maxBytes: 1000, maxDecompressedBytes: 2000 };
    await using small = await startCollector({ limits });
    const body = JSON.stringify({ events: [{ params: 'x'.repeat(5000) }] });
    expect((await small.post('/v2/create_events', body)).status).toBe(413);
    const gzip = { 'content-encoding': 'gzip' };
    const bomb = await small.post('/v2/create_events', gzipSync(body), gzip);
    expect(bomb).toMatchObject({ status: 413, body: { message: /decompressed/ } });
    expect((await small.post('/v2/create_events', '{', gzip)).status).toBe(400);
  });

  it('what there is no room for now waits: these clients send nothing twice', async () => {
    const budget = new ByteBudget(1000);
    await using busy = await startCollector({ budget });
    const hold = budget.take(1000);
    const asked = vi.spyOn(budget, 'take');
    const body = { session: { session_id: 's' } };
    const answer = busy.post('/v2/create_session', body);
    await expect.poll(() => asked.mock.results.length).toBeGreaterThan(1);
    expect(busy.requests).toEqual([]);
    hold?.release();
    expect((await answer).status).toBe(200);
    expect(budget.heldBytes).toBe(0);
  });

  it('a store that is full: 503, and then it goes on', async () => {
    const store = createMemoryStore();
    await using full = await startCollector({ store });
    await full.post('/v2/create_session', sessionOf('s'));
    const { append } = store;
    store.append = () => Promise.reject(new StoreWriteError('The disk is full.'));
    const events = { events: [{ id: 'e', event_type: 'actions', session_id: 's' }] };
    const answer = await full.post('/v2/create_events', events);
    expect(answer).toMatchObject({ status: 503, body: { message: 'The disk is full.' } });
    store.append = append;
    expect((await full.post('/v2/create_events', events)).status).toBe(200);
    expect(await full.events('s')).toHaveLength(1);
  });
});

describe('open to other machines', () => {
  it('takes its own key, and tokens that were given for it', async () => {
    const own = randomUUID();
    await using guarded = await startCollector({ authorize: (key) => key === own });
    const id = randomUUID();
    for (const key of ['', randomUUID()]) {
      const headers = key === '' ? {} : { 'x-agentops-api-key': key };
      const refused = await guarded.post('/v2/create_session', sessionOf(id), headers);
      expect(refused).toMatchObject({ status: 401, body: { error: 'unauthorized' } });
      expect(JSON.stringify(refused.body)).not.toContain(key || own);
      const auth = await guarded.post('/v3/auth/token', { api_key: key });
      expect(auth.status).toBe(401);
    }
    const headers = { 'x-agentops-api-key': own };
    const { body } = await guarded.post('/v2/create_session', sessionOf(id), headers);
    const events = { events: [{ event_type: 'actions' }] };
    const session = { authorization: `Bearer ${body.jwt}` };
    expect((await guarded.post('/v2/create_events', events)).status).toBe(401);
    expect((await guarded.post('/v2/create_events', events, session)).status).toBe(200);
    expect(await guarded.events(id)).toHaveLength(1);

    const span = otlpSpan(newTraceId(), {});
    const { body: auth } = await guarded.post('/v3/auth/token', { api_key: own });
    expect((await guarded.post('/v1/traces', span, { authorization: 'Bearer None' })).status).toBe(
      401,
    );
    const token = { authorization: `Bearer ${auth.token}` };
    expect((await guarded.post('/v1/traces', span, token)).status).toBe(200);
  });
});
