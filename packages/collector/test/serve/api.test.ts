import { describe, expect, it } from 'vitest';
import { demoCollector } from './collector.ts';

const names = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name).sort();

async function demo() {
  const { json, ...rest } = await demoCollector();
  const { items } = await json('/api/v1/sessions');
  const idOf = (name: string): string =>
    items.find((session: { name: string }) => session.name === name).id;
  return { ...rest, json, idOf };
}

describe('sessions', () => {
  it.each([
    ['', ['Find anomalies', 'broken', 'goes on']],
    ['?state=Success,Fail', ['Find anomalies', 'broken']],
    ['?state=Success&state=open', ['Find anomalies', 'goes on']],
    ['?tag=live', ['goes on']],
    ['?tag=a%5C,b', ['Find anomalies']],
    ['?tag=a,b', []],
    ['?agent=Planner', ['Find anomalies']],
    ['?model=gpt-4o-2024-08-06,other', ['Find anomalies']],
    ['?tool=crash,wait', ['broken', 'goes on']],
    ['?hasErrors=false', ['goes on']],
    ['?name=ANOM', ['Find anomalies']],
    ['?to=2020-01-01', []],
    ['?from=2020-01-01T00:00:00%2B02:00&to=4102444800000', ['Find anomalies', 'broken', 'goes on']],
  ])('that match %s', async (query, expected) => {
    const { json } = await demoCollector();
    expect(names(await json(`/api/v1/sessions${query}`))).toEqual(expected);
  });

  it('come in pages', async () => {
    const { json } = await demoCollector();
    const first = await json('/api/v1/sessions?limit=2');
    expect(first.items).toHaveLength(2);
    const rest = await json(`/api/v1/sessions?limit=2&cursor=${first.next}`);
    expect(rest).toEqual({ items: [expect.anything()] });
    const all = await json('/api/v1/sessions');
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });

  it('are each found by their id, with their sums', async () => {
    const { json, idOf } = await demo();
    const id = idOf('Find anomalies');
    expect(await json(`/api/v1/sessions/${id}`)).toMatchObject({
      id,
      state: 'Success',
      endStateReason: 'all done',
      totals: { events: 4, llmCalls: 1, toolCalls: 1, inputTokens: 1200 },
      models: ['gpt-4o-2024-08-06'],
    });
  });

  it('have whole events with what they cost, and no cost where there is none to tell', async () => {
    const { json, idOf } = await demo();
    const { items } = await json(`/api/v1/sessions/${idOf('Find anomalies')}/events`);
    expect(items.map(({ type }: { type: string }) => type)).toEqual([
      'action',
      'llm',
      'tool',
      'error',
    ]);
    expect(items[1].cost).toMatchObject({ matchedModel: 'gpt-4o', estimated: false });
    expect(items[1].cost.usd).toBeGreaterThan(0);
    expect(items[0]).not.toHaveProperty('cost');
    expect(await json(`/api/v1/events/${items[1].id}`)).toEqual(items[1]);
  });
});

describe('events, search and sums', () => {
  it.each([
    ['events?type=llm', 1],
    ['events?type=tool,llm&order=asc', 4],
    ['events?status=error', 3],
    ['events?tool=read_csv', 1],
    ['events?errorType=FileNotFoundError', 1],
    ['search?text=region', 2],
    ['search?text=regi%C3%B3n&type=llm', 1],
    ['search?text=north&type=llm', 1],
    ['errors', 2],
  ])('%s', async (path, count) => {
    const { json } = await demoCollector();
    expect((await json(`/api/v1/${path}`)).items).toHaveLength(count);
  });

  it('of one session', async () => {
    const { json, idOf } = await demo();
    const { items } = await json(`/api/v1/events?session=${idOf('Find anomalies')}`);
    expect(items).toHaveLength(4);
    expect(items[2]).toMatchObject({ name: 'read_csv', kind: 'plugin', durationMs: 30 });
  });

  it('over time', async () => {
    const { json } = await demoCollector();
    const query = 'from=2026-11-20T12:00:00Z&to=2026-11-20T13:00:00Z&bucketMs=600000';
    const { buckets } = await json(`/api/v1/stats/timeline?${query}`);
    expect(buckets).toHaveLength(6);
    expect(buckets[0]).toMatchObject({ llmCalls: 1, toolCalls: 1 });
    expect((await json('/api/v1/stats/timeline')).buckets.length).toBeGreaterThan(90);
  });

  it('of how long things took, and of what there is to filter by', async () => {
    const { json } = await demoCollector();
    const { groups } = await json('/api/v1/stats/latency?groupBy=tool&type=tool');
    expect(groups).toContainEqual(expect.objectContaining({ key: 'read_csv', count: 1, p50: 30 }));
    const { values } = await json('/api/v1/facets/tag');
    expect(values).toContainEqual({ value: 'a,b', count: 1 });
  });

  it('and what comes in', async () => {
    const { json } = await demoCollector();
    const health = await json('/api/v1/ingest/health');
    expect(health).toMatchObject({ store: { sessions: 3 }, receivers: {}, bytesInFlight: 0 });
  });
});

describe('a question that is not understood', () => {
  it.each([
    ['sessions?limit=0', 'limit'],
    ['sessions?limit=501', 'limit'],
    ['sessions?limit=1&limit=2', 'limit'],
    ['sessions?limit=ten', 'limit'],
    ['sessions?state=closed', 'state.0'],
    ['sessions?modle=gpt-4o', 'modle'],
    ['sessions?model=', 'model.0'],
    ['sessions?from=yesterday', 'from'],
    ['sessions?to=2026-02-31', 'to'],
    ['sessions?hasErrors=maybe', 'hasErrors'],
    ['sessions?cursor=nonsense', 'cursor'],
    ['events?type=llm,thought', 'type.1'],
    ['events?order=random', 'order'],
    ['search', 'text'],
    ['stats/latency', 'groupBy'],
    ['stats/timeline?bucketMs=0.5', 'bucketMs'],
    ['facets/colour', 'name'],
    ['sessions/x/export?format=xml', 'format'],
  ])('%s is refused, and %s named', async (path, name) => {
    const { ask, errors } = await demoCollector();
    const answer = await ask(`/api/v1/${path}`);
    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(error.details).toEqual([expect.objectContaining({ name })]);
    expect(error.message).not.toBe('');
    expect(errors).toEqual([]);
  });

  it.each([
    'search?text=%22%22',
    'stats/timeline?from=0&to=1000000000&bucketMs=1',
    'stats/timeline?from=5&to=5',
  ])('%s is refused with a reason', async (path) => {
    const { ask } = await demoCollector();
    const answer = await ask(`/api/v1/${path}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.code).toBe('invalid_query');
  });

  it.each([
    'sessions/x',
    'sessions/x/events',
    'sessions/x/records',
    'sessions/x/export',
    'events/x',
    'nothing',
  ])('%s is not there', async (path) => {
    const { ask } = await demoCollector();
    const answer = await ask(`/api/v1/${path}`);
    expect(answer.status).toBe(404);
    expect((await answer.json()).error.code).toBe('not_found');
  });
});

describe('methods', () => {
  it('that are not for a path are refused with those that are', async () => {
    const { ask } = await demoCollector();
    for (const method of ['DELETE', 'PUT', 'PATCH', 'POST']) {
      const answer = await ask('/api/v1/sessions', { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    }
    const answer = await ask('/api/v1/ingest');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('OPTIONS tells them, HEAD is GET without the body', async () => {
    const { ask, idOf } = await demo();
    const options = await ask('/api/v1/ingest', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    const id = idOf('broken');
    for (const path of ['sessions', `sessions/${id}/export`, `sessions/${id}/records`, 'live']) {
      const head = await ask(`/api/v1/${path}`, { method: 'HEAD' });
      expect([path, head.status, await head.text()]).toEqual([path, 200, '']);
    }
  });
});
