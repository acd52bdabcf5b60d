import type { Store } from '@agentops/store';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { fileStream, makeBackup } from '../transfer/backup-files.ts';
import { dropOf, whenOver } from './connection.ts';
import { problemAnswers } from './endpoint.ts';
import { ProblemError } from './problem.ts';

const type = 'application/octet-stream';

const route = createRoute({
  method: 'get',
  path: '/backup',
  operationId: 'backup',
  tags: ['operation'],
  summary: 'Everything that is kept, as one file',
  description:
    'A copy of the database, as it is when it is asked for; to be used, it is `collector.db` in an empty directory. It is made beside the database before the answer begins, so the disk needs room for it. One at a time.',
  responses: {
    200: { description: 'The file.', content: { [type]: { schema: z.string() } } },
    ...problemAnswers(429),
  },
});

/** `GET /backup`: what `agentops backup --url` asks for. @param directory where the copy is made */
export function addBackup(
  app: OpenAPIHono,
  store: Store,
  { directory, onError }: { directory: string; onError: (error: unknown) => void },
): void {
  let isMaking = false;
  app.openapi(route, async (c) => {
    const headers = {
      'content-type': type,
      'content-disposition': 'attachment; filename="collector.db"',
    };
    // Hono answers a HEAD with what a GET gives.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers) as never;
    if (isMaking) {
      throw new ProblemError(429, 'backup_under_way', 'A backup is being made: ask again later.', {
        headers: { 'retry-after': '10' },
      });
    }
    isMaking = true;
    const backup = await makeBackup(store, directory).finally(() => {
      isMaking = false;
    });
    whenOver(c, () => void backup.file.close().catch(() => {}));
    const stream = fileStream(backup, { onError, drop: dropOf(c) });
    const length = { 'content-length': String(backup.bytes) };
    return c.body(stream, 200, { ...headers, ...length }) as never;
  });
}
