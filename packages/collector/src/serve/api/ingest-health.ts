import type { Store } from '@agentops/store';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ByteBudget } from '../../receive/byte-budget.ts';
import type { Intake } from '../metrics/intake.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { addEndpoint } from './endpoint.ts';
import { ingestHealthSchema } from './schemas/health.ts';

export function addIngestHealth(
  app: OpenAPIHono,
  {
    store,
    metrics,
    budget,
    intake,
  }: { store: Store; metrics: Metrics; budget: ByteBudget; intake: Intake },
): void {
  addEndpoint(app, {
    path: '/ingest/health',
    operationId: 'ingestHealth',
    tag: 'operation',
    summary: 'What comes in, what is kept, and what is known to be missing',
    answer: ingestHealthSchema,
    handle: async () => ({
      store: (await store.reader.health()) as never,
      receivers: metrics.receivers,
      spool: intake.spool?.() ?? null,
      otlp: intake.otlp?.() ?? null,
      bytesInFlight: budget.heldBytes,
    }),
  });
}
