import type { Store } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sessionFileSchema } from '../../receive/ingest/session-file.ts';
import { asRecords, exportFormats, exportSession } from '../transfer/export-session.ts';
import { textStream } from '../transfer/text-stream.ts';
import { dropOf } from './connection.ts';
import { problemAnswers } from './endpoint.ts';
import { existingSession, sessionId } from './sessions.ts';

const ndjson = 'application/x-ndjson';

const recordsRoute = createRoute({
  method: 'get',
  path: '/sessions/{id}/records',
  operationId: 'listSessionRecords',
  tags: ['sessions'],
  summary: 'The records of a session, as they came',
  request: { params: sessionId },
  responses: {
    200: { description: 'One a line.', content: { [ndjson]: { schema: z.string() } } },
    ...problemAnswers(404),
  },
});

const exportRoute = createRoute({
  method: 'get',
  path: '/sessions/{id}/export',
  operationId: 'exportSession',
  tags: ['transfer'],
  summary: 'A whole session, to be kept or imported elsewhere',
  request: {
    params: sessionId,
    query: z.strictObject({
      format: z.enum(exportFormats).default('json').openapi({
        description:
          'json: the session and its events. records: as they came, one a line. otlp: a request of OTLP/JSON with a span for each event.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The session.',
      content: {
        'application/json': { schema: z.union([sessionFileSchema, z.looseObject({})]) },
        [ndjson]: { schema: z.string() },
      },
    },
    ...problemAnswers(404),
  },
});

export function addExport(
  app: OpenAPIHono,
  { reader }: Store,
  onError: (error: unknown) => void,
): void {
  const streamed = async (
    c: Context,
    texts: AsyncGenerator<string>,
    headers: Record<string, string>,
  ) => {
    // Hono answers a HEAD with what a GET gives, and would leave the stream open.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers) as never;
    const stream = await textStream(texts, { onError, drop: dropOf(c) });
    return c.body(stream, 200, headers) as never;
  };

  app.openapi(recordsRoute, async (c) => {
    const { id } = await existingSession(reader, c.req.valid('param').id);
    return await streamed(c, asRecords(reader, id), { 'content-type': ndjson });
  });

  app.openapi(exportRoute, async (c) => {
    const { format } = c.req.valid('query');
    const session = await existingSession(reader, c.req.valid('param').id);
    const name = `session-${session.id.replace(/[^\w-]/g, '_').slice(0, 64)}`;
    const suffix = { json: 'json', records: 'ndjson', otlp: 'otlp.json' }[format];
    return await streamed(c, exportSession(reader, session, format), {
      'content-type': format === 'records' ? ndjson : 'application/json',
      'content-disposition': `attachment; filename="${name}.${suffix}"`,
    });
  });
}
