import type { Appended, Store } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problemAnswers } from '../../serve/api/endpoint.ts';
import { ProblemError } from '../../serve/api/problem.ts';
import type { BodyLimits } from '../body.ts';
import type { ByteBudget } from '../byte-budget.ts';
import { appendedSchema, refuseIfAllBad } from './appended.ts';
import { mediaTypeOf, takeBody } from './take-body.ts';

export interface IngestOptions {
  store: Store;
  budget: ByteBudget;
  limits?: BodyLimits;
  /** Told of what the store has acknowledged. */
  onTaken: (appended: Appended) => void;
}

const maxBytes = 16 * 1024 * 1024;
const mediaTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

const route = createRoute({
  method: 'post',
  path: '/ingest',
  operationId: 'ingest',
  tags: ['receive'],
  summary: 'Takes records in',
  description:
    'One record a line, as they stand in a spool; the body may be compressed. A 200 acknowledges: what it says was taken is on disk. A record that is sent again changes nothing. Where some lines are no records, the others are taken.',
  request: {
    body: { required: true, content: { 'application/x-ndjson': { schema: z.string() } } },
  },
  responses: {
    200: {
      description: 'What became of them.',
      content: { 'application/json': { schema: appendedSchema } },
    },
    ...problemAnswers(408, 413, 415, 429),
  },
});

/** `POST /ingest`: what `@agentops/exporter-http` sends. */
export function addIngest(app: OpenAPIHono, options: IngestOptions): void {
  const { store, budget, onTaken } = options;
  const limits = { maxBytes, ...options.limits };
  app.openapi(route, async (c) => {
    if (!mediaTypes.includes(mediaTypeOf(c.req.raw))) {
      throw new ProblemError(
        415,
        'unsupported_media_type',
        'Send records as application/x-ndjson, one a line.',
      );
    }
    const appended = await takeBody(c.req.raw, budget, limits, async (body) => {
      const taken = await store.append(body.toString('utf8').replace(/^\uFEFF/, ''));
      onTaken(taken);
      return taken;
    });
    return c.json(refuseIfAllBad(appended), 200);
  });
}
