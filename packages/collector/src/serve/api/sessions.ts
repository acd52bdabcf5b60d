import type { Store } from '@agentops/store';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { addEndpoint } from './endpoint.ts';
import { eventWithCost } from './event-with-cost.ts';
import { notFound } from './problem.ts';
import {
  given,
  oneOrMoreOf,
  paging,
  someText,
  texts,
  timeRange,
  trueOrFalse,
} from './query-parameters.ts';
import { page } from './schemas/parts.ts';
import { sessionSummarySchema } from './schemas/session.ts';
import { wholeEventSchema } from './schemas/whole-event.ts';

const states = ['open', 'Success', 'Fail', 'Indeterminate'] as const;

export const sessionId = z.strictObject({
  id: z.string().min(1).max(512).openapi({ description: 'Id of the session.' }),
});

export function addSessionEndpoints(app: OpenAPIHono, { reader }: Store): void {
  addEndpoint(app, {
    path: '/sessions',
    operationId: 'listSessions',
    tag: 'sessions',
    summary: 'Sessions, newest first',
    query: z.strictObject({
      state: oneOrMoreOf(states, 'Any of these states.'),
      tag: texts('Any of these tags.'),
      agent: texts('Name of an agent in it.'),
      model: texts('A model that one of its calls used.'),
      tool: texts('A tool that was called in it.'),
      host: texts('Name of the host framework.'),
      adapter: texts('Name of the adapter.'),
      name: someText('Part of its name, or the beginning of its id.'),
      hasErrors: trueOrFalse('Only sessions with errors, or only those without.'),
      ...timeRange,
      ...paging(),
    }),
    answer: page(sessionSummarySchema),
    handle: ({ query }) => reader.sessions(given(query)) as never,
  });

  addEndpoint(app, {
    path: '/sessions/{id}',
    operationId: 'getSession',
    tag: 'sessions',
    summary: 'One session',
    params: sessionId,
    answer: sessionSummarySchema,
    problems: [404],
    handle: async ({ params }) => (await existingSession(reader, params.id)) as never,
  });

  addEndpoint(app, {
    path: '/sessions/{id}/events',
    operationId: 'listSessionEvents',
    tag: 'sessions',
    summary: 'The events of a session, whole, in time order',
    params: sessionId,
    query: z.strictObject(paging()),
    answer: page(wholeEventSchema),
    problems: [404],
    async handle({ params, query }) {
      await existingSession(reader, params.id);
      const { items, ...rest } = await reader.sessionEvents(params.id, given(query));
      return { items: items.map(eventWithCost), ...rest } as never;
    },
  });
}

/** @throws ProblemError where there is none */
export async function existingSession(reader: Store['reader'], id: string) {
  const session = await reader.session(id);
  if (!session) throw notFound('session with this id');
  return session;
}
