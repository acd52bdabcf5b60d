import type { Store } from '@agentops/store';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { addEndpoint } from './endpoint.ts';
import { eventFilters, eventTypes, toEventFilter } from './filters.ts';
import { given, paging, texts, timeRange, wholeNumber } from './query-parameters.ts';
import { page } from './schemas/parts.ts';
import { errorGroupSchema, facetSchema, latencySchema, timelineSchema } from './schemas/stats.ts';

const dayMs = 24 * 60 * 60 * 1000;
const usualBuckets = 96;

const facets = [
  'model',
  'provider',
  'tool',
  'agent',
  'host',
  'adapter',
  'tag',
  'errorType',
] as const;

export function addStatsEndpoints(app: OpenAPIHono, { reader }: Store): void {
  addEndpoint(app, {
    path: '/stats/timeline',
    operationId: 'timeline',
    tag: 'stats',
    summary: 'Totals over time',
    description: `The last 24 hours where no time is given. At most 2,000 buckets; ${usualBuckets} where \`bucketMs\` is not given.`,
    query: z.strictObject({
      ...timeRange,
      bucketMs: wholeNumber('Width of a bucket in milliseconds.', 1, 366 * dayMs),
      tag: texts('Any of these tags.'),
      agent: texts('Any of these agents.'),
      model: texts('Any of these models.'),
      tool: texts('Any of these tools.'),
      host: texts('Any of these host frameworks.'),
      adapter: texts('Any of these adapters.'),
      latencyOf: z.enum(eventTypes).optional().openapi({
        description: 'Each bucket has percentiles of how long the events of this type took.',
      }),
    }),
    answer: timelineSchema,
    async handle({ query }) {
      const to = query.to ?? (query.from ?? Date.now() - dayMs) + dayMs;
      const from = query.from ?? to - dayMs;
      const bucketMs = query.bucketMs ?? Math.max(1, Math.ceil((to - from) / usualBuckets));
      return { buckets: await reader.timeline({ ...given(query), from, to, bucketMs }) };
    },
  });

  addEndpoint(app, {
    path: '/stats/latency',
    operationId: 'latency',
    tag: 'stats',
    summary: 'Percentiles of how long things took',
    query: z.strictObject({
      groupBy: z
        .enum(['model', 'tool', 'provider', 'host', 'type'])
        .openapi({ description: 'What one group has in common.' }),
      ...eventFilters,
    }),
    answer: latencySchema,
    handle: async ({ query }) => ({ groups: await reader.latency(toEventFilter(query)) }),
  });

  addEndpoint(app, {
    path: '/errors',
    operationId: 'listErrorGroups',
    tag: 'stats',
    summary: 'Errors that are alike, most recent first',
    query: z.strictObject({
      host: texts('Any of these host frameworks.'),
      tool: texts('Errors of any of these tools.'),
      ...timeRange,
      ...paging(),
    }),
    answer: page(errorGroupSchema),
    handle: ({ query }) => reader.errorGroups(given(query)),
  });

  addEndpoint(app, {
    path: '/facets/{name}',
    operationId: 'facet',
    tag: 'stats',
    summary: 'Which values there are to filter by, most frequent first',
    params: z.strictObject({ name: z.enum(facets) }),
    query: z.strictObject({
      ...timeRange,
      limit: wholeNumber('How many at most. 100 where it is not given.', 1, 1000),
    }),
    answer: facetSchema,
    handle: async ({ params, query }) => ({
      values: await reader.facet(params.name, given(query)),
    }),
  });
}
