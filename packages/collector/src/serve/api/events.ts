import type { Store } from '@agentops/store';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { addEndpoint } from './endpoint.ts';
import { eventWithCost } from './event-with-cost.ts';
import { eventFilters, toEventFilter } from './filters.ts';
import { notFound } from './problem.ts';
import { paging } from './query-parameters.ts';
import { eventSummarySchema, searchHitSchema } from './schemas/event-summary.ts';
import { page } from './schemas/parts.ts';
import { wholeEventSchema } from './schemas/whole-event.ts';

export function addEventEndpoints(app: OpenAPIHono, { reader }: Store): void {
  addEndpoint(app, {
    path: '/events',
    operationId: 'listEvents',
    tag: 'events',
    summary: 'Events without what was said in them',
    description: 'In time order with `session`, else newest first.',
    query: z.strictObject({
      ...eventFilters,
      order: z.enum(['asc', 'desc']).optional().openapi({ description: 'By start time.' }),
      ...paging(),
    }),
    answer: page(eventSummarySchema),
    handle: ({ query }) => reader.events(toEventFilter(query)),
  });

  addEndpoint(app, {
    path: '/events/{id}',
    operationId: 'getEvent',
    tag: 'events',
    summary: 'One event, whole',
    params: z.strictObject({
      id: z.string().min(1).max(512).openapi({ description: 'Id of the event.' }),
    }),
    answer: wholeEventSchema,
    problems: [404],
    async handle({ params }) {
      const event = await reader.event(params.id);
      if (!event) throw notFound('event with this id');
      return eventWithCost(event) as never;
    },
  });

  addEndpoint(app, {
    path: '/search',
    operationId: 'search',
    tag: 'events',
    summary: 'Full-text search, newest first',
    description:
      'In names, prompts, answers, arguments, results and errors. Each word must be there; "…" is a phrase, a final * a prefix.',
    query: z.strictObject({
      text: z.string().min(1).max(1000).openapi({ description: 'What to look for.' }),
      ...eventFilters,
      ...paging(),
    }),
    answer: page(searchHitSchema),
    handle: ({ query }) => reader.search(toEventFilter(query)),
  });
}
