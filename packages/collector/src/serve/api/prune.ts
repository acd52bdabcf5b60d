import type { Retention, Store } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ByteBudget } from '../../receive/byte-budget.ts';
import { mediaTypeOf, takeBody } from '../../receive/ingest/take-body.ts';
import { problemAnswers } from './endpoint.ts';
import { ProblemError } from './problem.ts';
import { given } from './query-parameters.ts';

const maxBytes = 1024 * 1024;

const bounds = z
  .strictObject({
    maxAgeMs: z
      .number()
      .min(0)
      .optional()
      .openapi({ description: 'Sessions whose last event is older go. Milliseconds.' }),
    maxBytes: z
      .number()
      .min(0)
      .optional()
      .openapi({ description: 'The oldest sessions go until the store is no larger.' }),
    sessionIds: z.array(z.string().min(1).max(512)).max(1000).optional().openapi({
      description: 'These go, whatever their age. Those that are not there are no error.',
    }),
  })
  .openapi({ minProperties: 1 });

const route = createRoute({
  method: 'post',
  path: '/prune',
  operationId: 'prune',
  tags: ['operation'],
  summary: 'Deletes whole sessions',
  description:
    'For good: what is deleted is in no backup that is made afterwards. The answer comes when it is done. Whoever goes away before does not stop it.',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/PruneBody' } } },
    },
  },
  responses: {
    200: {
      description: 'What was deleted.',
      content: {
        'application/json': {
          schema: z
            .strictObject({ sessions: z.number(), events: z.number(), bytes: z.number() })
            .openapi('Pruned'),
        },
      },
    },
    ...problemAnswers(408, 413, 415, 429),
  },
});

/** `POST /prune`: what `agentops prune` asks of a collector that runs. */
export function addPrune(
  app: OpenAPIHono,
  { store, budget }: { store: Store; budget: ByteBudget },
): void {
  app.openAPIRegistry.register('PruneBody', bounds);
  app.openapi(route, async (c) => {
    if (mediaTypeOf(c.req.raw) !== 'application/json') {
      throw new ProblemError(415, 'unsupported_media_type', 'Send bounds as application/json.');
    }
    const wanted = await takeBody(c.req.raw, budget, { maxBytes }, async (body) => boundsOf(body));
    return c.json(await store.prune(wanted), 200);
  });
}

function boundsOf(body: Buffer): Retention {
  const { success, data, error } = bounds.safeParse(parse(body));
  if (!success) {
    const details = error.issues.slice(0, 20).map(({ path, message: reason }) => ({
      in: 'body',
      name: path.join('.'),
      reason,
    }));
    const [first] = details;
    const message = `${first?.name ? `${first.name}: ` : ''}${first?.reason}`;
    throw new ProblemError(400, 'invalid_bounds', message, { details });
  }
  if (Object.keys(given(data)).length === 0) {
    const message = 'What is to go? Give maxAgeMs, maxBytes or sessionIds; more than one is fine.';
    throw new ProblemError(400, 'invalid_bounds', message);
  }
  return given(data);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ProblemError(400, 'invalid_json', 'The body is no JSON.');
  }
}
