import type {
  EventSummary,
  SearchHit,
  SessionSummary,
  TimelineBucket,
  Totals,
} from '@agentops/store';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type {
  eventSummarySchema,
  searchHitSchema,
} from '../../src/serve/api/schemas/event-summary.ts';
import type { sessionSummarySchema } from '../../src/serve/api/schemas/session.ts';
import type { timelineSchema } from '../../src/serve/api/schemas/stats.ts';
import { type Answer, demoCollector } from './collector.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; schema: object; description?: string }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

async function documented() {
  const started = await demoCollector();
  const document = await started.json('/api/v1/openapi.json');
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const pointer = (path: string) =>
    path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
  /** What is wrong with an answer by the document. */
  const complaints = async (template: string, answer: Answer, method = 'get') => {
    const response = document.paths[template][method].responses[answer.status];
    if (!response) return `${answer.status} is not documented`;
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] as string;
    if (!response.content?.[type]) return `${type} is not documented`;
    if (type !== 'application/json') {
      await answer.body?.cancel();
      return undefined;
    }
    const place = `#/paths/${pointer(template)}/${method}/responses/${answer.status}/content/${pointer(type)}/schema`;
    const validate = ajv.getSchema(`api${place}`);
    if (!validate) return `no schema at ${place}`;
    return validate(await answer.json()) ? undefined : ajv.errorsText(validate.errors);
  };
  return { ...started, document, complaints };
}

const asked = [
  ['/api/v1/sessions', '?limit=1'],
  ['/api/v1/sessions', '?limit=x'],
  ['/api/v1/sessions/{id}', ''],
  ['/api/v1/sessions/{id}/events', ''],
  ['/api/v1/sessions/{id}/export', ''],
  ['/api/v1/sessions/{id}/export', '?format=otlp'],
  ['/api/v1/sessions/{id}/export', '?format=records'],
  ['/api/v1/sessions/{id}/records', ''],
  ['/api/v1/events', ''],
  ['/api/v1/search', '?text=region'],
  ['/api/v1/search', ''],
  ['/api/v1/errors', ''],
  ['/api/v1/stats/timeline', '?from=2026-11-20&to=2026-11-21'],
  ['/api/v1/stats/latency', '?groupBy=type'],
  ['/api/v1/facets/{name}', ''],
  ['/api/v1/backup', ''],
  ['/api/v1/ingest/health', ''],
  ['/healthz', ''],
  ['/readyz', ''],
  ['/metrics', ''],
] as const;

describe('the API’s document', () => {
  it('is OpenAPI 3.1 and has every path that is served', async () => {
    const { document } = await documented();
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/backup',
      '/api/v1/errors',
      '/api/v1/events',
      '/api/v1/events/{id}',
      '/api/v1/facets/{name}',
      '/api/v1/import',
      '/api/v1/ingest',
      '/api/v1/ingest/health',
      '/api/v1/live',
      '/api/v1/prune',
      '/api/v1/search',
      '/api/v1/sessions',
      '/api/v1/sessions/{id}',
      '/api/v1/sessions/{id}/events',
      '/api/v1/sessions/{id}/export',
      '/api/v1/sessions/{id}/records',
      '/api/v1/stats/latency',
      '/api/v1/stats/timeline',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
  });

  it('documents of each what can come, and every parameter', async () => {
    const { document } = await documented();
    const operations = Object.values(document.paths).flatMap((path) =>
      Object.values(path as Record<string, Operation>),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses, parameters = [] } of operations) {
      for (const status of ['200', '400', '401', '403', '405', '414', '431', '500', '503']) {
        expect(Object.keys(responses)).toContain(status);
      }
      for (const { description, in: place } of parameters) {
        if (place === 'query') expect(description).toMatch(/\S/);
      }
    }
  });

  it('says how lists and times are written', async () => {
    const { document } = await documented();
    const { parameters } = document.paths['/api/v1/sessions'].get;
    const named = (name: string) => parameters.find((one: { name: string }) => one.name === name);
    expect(named('state')).toMatchObject({
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { enum: ['open', 'Success', 'Fail', 'Indeterminate'] } },
    });
    expect(named('from').schema.anyOf).toContainEqual(expect.objectContaining({ type: 'number' }));
    expect(named('limit').schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 500 });
  });

  it('describes what each path gives', async () => {
    const { ask, json, complaints } = await documented();
    const { items } = await json('/api/v1/sessions?name=anomalies');
    for (const [template, query] of asked) {
      const path = template.replace('{id}', items[0].id).replace('{name}', 'model');
      const unknown = template.replace('{id}', 'nobody').replace('{name}', 'nothing');
      const foreign = { headers: { origin: 'http://evil.example' } };
      const answers = [await ask(path + query), await ask(unknown), await ask(path, foreign)];
      for (const answer of answers) {
        expect([template, query, answer.status, await complaints(template, answer)]).toEqual([
          template,
          query,
          answer.status,
          undefined,
        ]);
      }
    }
  });

  it('describes what comes of sending', async () => {
    const { ask, complaints } = await documented();
    for (const [path, type, body] of [
      [
        'ingest',
        'application/x-ndjson',
        '{"v":1,"writer":"w","seq":0,"time":1,"kind":"heartbeat"}\nbad',
      ],
      ['ingest', 'application/x-ndjson', 'bad'],
      ['ingest', 'text/plain', ''],
      ['import', 'application/json', '{}'],
      ['import', 'text/plain', '{}'],
      ['prune', 'application/json', '{"sessionIds":["nobody"]}'],
      ['prune', 'application/json', '{}'],
      ['prune', 'text/plain', '{}'],
    ] as const) {
      const answer = await ask(`/api/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(await complaints(`/api/v1/${path}`, answer, 'post')).toBeUndefined();
    }
  });

  it('has the fields that a store gives, and no others', () => {
    type Summary = z.infer<typeof eventSummarySchema>;
    expectTypeOf<keyof Summary>().toEqualTypeOf<keyof EventSummary>();
    expectTypeOf<keyof z.infer<typeof searchHitSchema>>().toEqualTypeOf<keyof SearchHit>();
    type Bucket = z.infer<typeof timelineSchema>['buckets'][number];
    expectTypeOf<keyof Bucket>().toEqualTypeOf<keyof TimelineBucket>();
    type Sums = z.infer<typeof sessionSummarySchema>['totals'];
    expectTypeOf<keyof Sums>().toEqualTypeOf<keyof Totals>();
    expectTypeOf<SessionSummary['models']>().toExtend<
      z.infer<typeof sessionSummarySchema>['models']
    >();
  });
});
