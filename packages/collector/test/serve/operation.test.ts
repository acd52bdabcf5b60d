import { createMemoryStore } from '@agentops/store';
import { describe, expect, it } from 'vitest';
import { Counter, Histogram } from '../../src/serve/metrics/instruments.ts';
import { collector, demoCollector } from './collector.ts';

describe('health', () => {
  it('is that the process is up', async () => {
    expect(await collector().json('/healthz')).toEqual({ status: 'ok' });
  });

  it('is ready where the store answers', async () => {
    expect(await collector().json('/readyz')).toEqual({ status: 'ready' });
  });

  it('is not ready where the store is far behind', async () => {
    const store = createMemoryStore({ projectAutomatically: false });
    const { ask } = collector({ store, maxLagRecords: 1 });
    await store.append(
      [0, 1]
        .map((seq) => `{"v":1,"writer":"w","seq":${seq},"time":1,"kind":"heartbeat"}\n`)
        .join(''),
    );
    const answer = await ask('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'not ready',
      reason: '2 records wait to be shown; more than 1 are too many.',
    });
  });

  it('is not ready where nothing of the spool is taken in, and does not say which file', async () => {
    const spool = { files: 1, records: 0, unreadBytes: 9, rejectedLines: 0, unreadable: [] };
    const failure = 'database or disk is full: /secret/collector.db';
    const { ask, json } = collector({ intake: { spool: () => ({ ...spool, failure }) } });
    const answer = await ask('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'not ready',
      reason: 'The store takes nothing of what is spooled. /api/v1/ingest/health says why.',
    });
    expect((await json('/api/v1/ingest/health')).spool).toEqual({ ...spool, failure });
  });

  it('is not ready where the store does not answer', async () => {
    const store = createMemoryStore();
    store.reader.health = () => Promise.reject(new Error('broken'));
    const { ask } = collector({ store });
    expect((await ask('/readyz')).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    expect(await (await ask('/metrics')).text()).toContain('\nagentops_store_up 0\n');
  });
});

describe('/metrics', () => {
  it('counts what was asked and what came in', async () => {
    const { ask, metrics, store } = await demoCollector();
    const line = '{"v":1,"writer":"w","seq":0,"time":1,"kind":"heartbeat"}\n';
    const headers = { 'content-type': 'application/x-ndjson' };
    await ask('/api/v1/ingest', { method: 'POST', headers, body: `${line}${line}bad\n` });
    await ask('/api/v1/sessions/nobody');
    await ask('/api/v1/sessions');
    await ask('/nowhere');
    metrics.took('otlp', { records: 5, spans: 3 });
    await store.project();
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    for (const expected of [
      'agentops_http_requests_total{route="/api/v1/ingest",method="POST",status="200"} 1',
      'agentops_http_requests_total{route="/api/v1/sessions/:id",method="GET",status="404"} 1',
      'agentops_http_requests_total{route="none",method="GET",status="404"} 1',
      'agentops_http_request_duration_seconds_count{route="/api/v1/sessions"} 1',
      'agentops_ingested_records_total{receiver="ingest"} 1',
      'agentops_ingested_records_total{receiver="otlp"} 5',
      'agentops_ingested_spans_total{receiver="otlp"} 3',
      'agentops_repeated_records_total{receiver="ingest"} 1',
      'agentops_rejected_total{receiver="ingest"} 1',
      'agentops_bytes_in_flight 0',
      'agentops_live_clients 0',
      'agentops_store_up 1',
      'agentops_store_lag_records 0',
      'agentops_store_sessions 3',
    ]) {
      expect(text.split('\n')).toContain(expected);
    }
    expect(text).toMatch(/^agentops_event_loop_delay_p99_seconds [\d.e-]+$/m);
    // The text format: a name, labels, a number; or a comment.
    const sample = /^[a-z_\d]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*\})? [\d.e+-]+$/;
    for (const one of text.trimEnd().split('\n'))
      expect(one).toMatch(/^#/.test(one) ? /^# (HELP|TYPE) / : sample);
  });

  it('has no more routes than there are, whatever is asked', async () => {
    const { ask } = collector();
    for (let n = 0; n < 50; n++) {
      await ask(`/nowhere/${n}`);
      await ask(`/api/v1/sessions/${n}`, { method: n % 2 ? 'DELETE' : 'GET' });
    }
    const text = await (await ask('/metrics')).text();
    const routes = new Set(
      [...text.matchAll(/requests_total\{route="([^"]*)"/g)].map(([, r]) => r),
    );
    expect(routes.size).toBeLessThanOrEqual(3);
  });
});

it('a label’s value can be anything', () => {
  const counter = new Counter('n', 'help');
  counter.add({ a: 'x"\n\\' });
  counter.add({ a: 'x"\n\\' });
  expect(counter.lines()).toEqual(['# HELP n help', '# TYPE n counter', 'n{a="x\\"\\n\\\\"} 2']);
});

it('a histogram adds up from the smallest bucket', () => {
  const histogram = new Histogram('h', 'help', [1, 10]);
  for (const value of [0.5, 1, 5, 50]) histogram.observe({}, value);
  expect(histogram.lines().slice(2)).toEqual([
    'h_bucket{le="1"} 2',
    'h_bucket{le="10"} 3',
    'h_bucket{le="+Inf"} 4',
    'h_sum 56.5',
    'h_count 4',
  ]);
});
