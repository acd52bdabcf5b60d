import type { Appended, Store } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { BodyLimits } from '../../receive/body.ts';
import type { ByteBudget } from '../../receive/byte-budget.ts';
import { appendedSchema, refuseIfAllBad } from '../../receive/ingest/appended.ts';
import { sessionFileSchema } from '../../receive/ingest/session-file.ts';
import { mediaTypeOf, takeBody } from '../../receive/ingest/take-body.ts';
import { type OtlpImport, recordsOfDocument } from '../transfer/records-of-document.ts';
import { problemAnswers } from './endpoint.ts';
import { ProblemError } from './problem.ts';

export interface ImportOptions {
  store: Store;
  budget: ByteBudget;
  /** The OTLP receiver's. Without it, OTLP is not imported. */
  otlpImport?: OtlpImport | undefined;
  limits?: BodyLimits;
  onTaken: (appended: Appended) => void;
}

const maxBytes = 64 * 1024 * 1024;
const maxDecompressedBytes = 256 * 1024 * 1024;

const otlpRequest = z.looseObject({ resourceSpans: z.array(z.looseObject({})) });

const route = createRoute({
  method: 'post',
  path: '/import',
  operationId: 'importSession',
  tags: ['transfer'],
  summary: 'Takes in what was exported',
  description:
    'JSON of a session, a trace request of OTLP/JSON, or records, one a line. Importing the same again changes nothing. A 200 acknowledges: it is on disk.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/ImportBody' } },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  responses: {
    200: {
      description: 'What became of the records that it was made to.',
      content: { 'application/json': { schema: appendedSchema } },
    },
    ...problemAnswers(408, 413, 415, 429),
  },
});

/** `POST /import`: all that `export` gives. */
export function addImport(app: OpenAPIHono, options: ImportOptions): void {
  const { store, budget, otlpImport, onTaken } = options;
  const limits = { maxBytes, maxDecompressedBytes, ...options.limits };
  app.openAPIRegistry.register('ImportBody', importBody);
  app.openapi(route, async (c) => {
    const type = mediaTypeOf(c.req.raw);
    if (type !== 'application/json' && type !== 'application/x-ndjson') {
      throw new ProblemError(
        415,
        'unsupported_media_type',
        'Send JSON of a session or OTLP as application/json, records as application/x-ndjson.',
      );
    }
    const appended = await takeBody(c.req.raw, budget, limits, async (body) => {
      const ndjson =
        type === 'application/json'
          ? await recordsOfDocument(body, otlpImport)
          : body.toString('utf8');
      const taken = await store.append(ndjson);
      onTaken(taken);
      return taken;
    });
    return c.json(refuseIfAllBad(appended), 200);
  });
}

const importBody = z.union([sessionFileSchema, otlpRequest]);
