import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { LiveHub } from '../live/live-hub.ts';
import { dropOf } from './connection.ts';
import { problemAnswers } from './endpoint.ts';
import { ProblemError } from './problem.ts';
import { someText } from './query-parameters.ts';

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Some proxies keep back what comes slowly.
  'x-accel-buffering': 'no',
};

const route = createRoute({
  method: 'get',
  path: '/live',
  operationId: 'live',
  tags: ['sessions'],
  summary: 'Which sessions changed, as it happens',
  description:
    'Server-sent events. `sessions`: `{"ids": […]}`, of which more can be seen now, at most four times a second. `resync`: some may have been missed, so ask anew.',
  request: {
    query: z.strictObject({ session: someText('Only changes of this session.', 512) }),
    headers: z.looseObject({
      'last-event-id': z.string().optional().openapi({
        description: 'As a browser sends it when it comes back. It gets a `resync` first.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'Events, until one of the two closes.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemAnswers(429),
  },
});

export function addLive(app: OpenAPIHono, hub: LiveHub): void {
  app.openapi(route, (c) => {
    // Hono answers a HEAD with what a GET gives, and would leave the stream open.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers);
    const { session } = c.req.valid('query');
    const client = hub.join({
      session,
      isBack: c.req.header('last-event-id') !== undefined,
      drop: dropOf(c) ?? (() => {}),
    });
    if (!client) {
      throw new ProblemError(
        429,
        'too_many_listeners',
        'Too many listen already. Try again later.',
        {
          headers: { 'retry-after': '30' },
        },
      );
    }
    return c.body(client.stream, 200, headers);
  });
}
