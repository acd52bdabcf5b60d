import type { StoreHealth } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { ByteBudget } from '../receive/byte-budget.ts';
import type { SpoolState } from '../receive/spool/spool-receiver.ts';
import { problemAnswers } from './api/endpoint.ts';
import type { LiveHub } from './live/live-hub.ts';
import type { Intake } from './metrics/intake.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { StoreWatch } from './metrics/store-watch.ts';

export interface ProbeOptions {
  watch: StoreWatch;
  metrics: Metrics;
  budget: ByteBudget;
  hub: LiveHub;
  intake: Intake;
  /** Records that may wait to be shown while the collector counts as ready. */
  maxLagRecords: number;
  authorise: MiddlewareHandler;
}

const statusSchema = z.strictObject({
  status: z.enum(['ok', 'ready', 'not ready']),
  reason: z.string().optional(),
});
const content = { 'application/json': { schema: statusSchema } };

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'healthz',
  tags: ['operation'],
  summary: 'Whether the process is up',
  security: [],
  responses: { 200: { description: 'It is.', content }, ...problemAnswers() },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readyz',
  tags: ['operation'],
  summary: 'Whether the store answers, takes in what is spooled, and is not far behind',
  security: [],
  responses: {
    200: {
      description: 'Ready; `reason` says what is nevertheless not taken in.',
      content,
    },
    ...problemAnswers(),
    503: { description: 'Not ready; `reason` says why.', content },
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  tags: ['operation'],
  summary: 'Counts for Prometheus',
  responses: {
    200: {
      description: 'Text format 0.0.4.',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problemAnswers(),
  },
});

/** Health needs no token: it says nothing of what was recorded, and names no file. */
export function addProbes(app: OpenAPIHono, options: ProbeOptions): void {
  const { watch, metrics, budget, hub, intake, maxLagRecords } = options;
  app.openapi(healthz, (c) => c.json({ status: 'ok' as const }, 200));

  app.openapi(readyz, async (c) => {
    const health = await watch.health();
    const spool = intake.spool?.();
    const reason = whyNotReady(health, maxLagRecords, spool);
    if (reason !== undefined) {
      return c.json({ status: 'not ready' as const, reason }, 503, { 'retry-after': '5' });
    }
    const unreadable = spool?.unreadable.length ?? 0;
    if (unreadable === 0) return c.json({ status: 'ready' as const }, 200);
    const but = `Of the spool can't be read: ${unreadable}. /api/v1/ingest/health names them.`;
    return c.json({ status: 'ready' as const, reason: but }, 200);
  });

  app.use('/metrics', options.authorise);
  app.openapi(metricsRoute, async (c) => {
    const store = await watch.health();
    const text = metrics.toText({ store, budget, liveClients: hub.clients, intake });
    return c.text(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

function whyNotReady(
  health: StoreHealth | undefined,
  maxLagRecords: number,
  spool: SpoolState | undefined,
): string | undefined {
  if (!health) return 'The store does not answer.';
  const { records } = health.lag;
  if (records > maxLagRecords) {
    return `${records} records wait to be shown; more than ${maxLagRecords} are too many.`;
  }
  if (!spool || spool.failure === null) return undefined;
  return 'The store takes nothing of what is spooled. /api/v1/ingest/health says why.';
}
