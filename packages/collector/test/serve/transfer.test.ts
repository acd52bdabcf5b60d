import { mapOwnSpan, mapSpan, type Span } from '@agentops/semconv';
import { describe, expect, it } from 'vitest';
import { decodeTracesJson } from '../../src/receive/otlp/decode-json.ts';
import { SpanRecorder } from '../../src/receive/otlp/spans-to-records.ts';
import { collector, demoCollector, listening } from './collector.ts';

const json = 'application/json';
const ndjson = 'application/x-ndjson';

/** As the collector is wired. */
function otlpImport(body: Buffer): string {
  const recorder = new SpanRecorder({ mapSpan: (span: Span) => mapOwnSpan(span) ?? mapSpan(span) });
  return recorder.records(decodeTracesJson(body).spans);
}

type Asking = Awaited<ReturnType<typeof demoCollector>>;

async function sessionsOf({ json }: Asking) {
  const { items } = await json('/api/v1/sessions');
  const found: Record<
    string,
    { session: Record<string, unknown>; events: Record<string, unknown>[] }
  > = {};
  for (const { id } of items) {
    const { items: events } = await json(`/api/v1/sessions/${id}/events`);
    found[id] = { session: await json(`/api/v1/sessions/${id}`), events };
  }
  return found;
}

/** Takes every session out of one collector and into another, empty one. */
async function moved(format: string, type: string) {
  const from = await demoCollector();
  const to = collector({ otlpImport });
  const before = await sessionsOf(from);
  const bodies: string[] = [];
  for (const id of Object.keys(before)) {
    const answer = await from.ask(`/api/v1/sessions/${id}/export?format=${format}`);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toContain(`session-${id}`);
    bodies.push(await answer.text());
  }
  const put = async () => {
    const answers = [];
    for (const body of bodies) {
      const headers = { 'content-type': type };
      const answer = await to.ask('/api/v1/import', { method: 'POST', headers, body });
      answers.push([answer.status, await answer.json()]);
    }
    await to.store.project();
    return answers;
  };
  expect(await put()).toEqual(
    bodies.map(() => [200, expect.objectContaining({ rejectedLines: 0 })]),
  );
  const after = await sessionsOf(to);
  return { before, after, bodies, put, to };
}

const events = (sessions: Awaited<ReturnType<typeof sessionsOf>>) =>
  Object.fromEntries(Object.entries(sessions).map(([id, { events }]) => [id, events]));

describe('a session that is exported and imported elsewhere', () => {
  it('as records is the same', async () => {
    const { before, after } = await moved('records', ndjson);
    expect(after).toEqual(before);
  });

  it('as JSON is the same, but for its owner', async () => {
    const { before, after } = await moved('json', json);
    for (const [id, { session }] of Object.entries(after)) {
      expect(session.owner).toMatch(/^import:/);
      (before[id] as { session: object }).session = {
        ...before[id]?.session,
        owner: session.owner,
      };
    }
    expect(after).toEqual(before);
  });

  it('as OTLP has the same events, but for how they found their session and who recorded by hand', async () => {
    const byHand = { adapter: 'agentops', host: 'agentops', hostVersion: null };
    const { before, after } = await moved('otlp', json);
    const expected = Object.entries(events(before)).map(([id, list]) => [
      id,
      list.map((event) => ({ ...event, attribution: 'host-id', source: event.source ?? byHand })),
    ]);
    expect(events(after)).toEqual(Object.fromEntries(expected));
    for (const [id, { session }] of Object.entries(after)) {
      const { startTime, endTime, lastTime, owner, source, ...same } = before[id]?.session ?? {};
      expect(session).toMatchObject(same);
    }
  });

  it.each([
    ['json', json],
    ['records', ndjson],
    ['otlp', json],
  ])('as %s twice is there once', async (format, type) => {
    const { after, put, to } = await moved(format, type);
    for (const [status, answer] of await put()) {
      expect(status).toBe(200);
      expect(answer).toMatchObject({ accepted: 0, rejectedLines: 0 });
    }
    expect(await sessionsOf(to)).toEqual(after);
  });

  it('as JSON is a document that says what it is', async () => {
    const { bodies } = await moved('json', json);
    for (const body of bodies) {
      const file = JSON.parse(body);
      expect(file).toMatchObject({ format: 'agentops.session', version: 1 });
      expect(file.session).not.toHaveProperty('totals');
      expect(JSON.stringify(file.events)).not.toContain('"cost"');
    }
  });
});

it('an export that breaks off in the middle is seen to, and the collector’s own to know', async () => {
  const served = await demoCollector();
  const { items } = await served.json('/api/v1/sessions?name=anomalies');
  const broken = new Error('the disk is gone');
  served.store.reader.sessionRecords = async function* () {
    yield { v: 1 } as never;
    throw broken;
  };
  const { url } = await listening(served);
  const path = `/api/v1/sessions/${items[0].id}/records`;
  await expect(fetch(url + path).then((answer) => answer.text())).rejects.toThrow();
  expect(served.errors).toEqual([broken]);
});

describe('what can’t be imported', () => {
  const session = {
    id: 's',
    tags: [],
    startTime: 1,
    agents: [],
    hostEnv: {},
    source: null,
    attributes: {},
    owner: 'w',
  };
  const file = { format: 'agentops.session', version: 1, session, events: [] };
  const event = { id: 'e', type: 'tool', sessionId: 's', name: 'n', startTime: 1, attributes: {} };

  it.each([
    ['text', '{', 'invalid_json', 'The body is no JSON.'],
    ['a list', '[]', 'unknown_format', 'neither JSON of a session'],
    ['another version', { ...file, version: 2 }, 'invalid_session', 'version: '],
    ['no session', { ...file, session: 5 }, 'invalid_session', 'session: '],
    [
      'tags that are none',
      { ...file, session: { ...session, tags: [1] } },
      'invalid_session',
      'session.tags.0: ',
    ],
    [
      'an event without a kind',
      { ...file, events: [{ ...event, status: 'ok', attribution: 'none', source: null }] },
      'invalid_session',
      'events.0.kind: ',
    ],
    ['OTLP that is none', { resourceSpans: 5 }, 'invalid_otlp', 'resourceSpans'],
  ])('%s is refused with what is wrong', async (_, body, code, message) => {
    const { ask, errors } = collector({ otlpImport });
    const answer = await ask('/api/v1/import', {
      method: 'POST',
      headers: { 'content-type': json },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const { error } = await answer.json();
    expect([answer.status, error.code]).toEqual([400, code]);
    expect(error.message).toContain(message);
    expect(errors).toEqual([]);
  });

  it('OTLP where no receiver for it is wired', async () => {
    const { ask } = collector();
    const headers = { 'content-type': json };
    const body = '{"resourceSpans":[]}';
    const answer = await ask('/api/v1/import', { method: 'POST', headers, body });
    expect((await answer.json()).error.code).toBe('unknown_format');
  });
});
