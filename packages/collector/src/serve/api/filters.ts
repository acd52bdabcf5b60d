import type { EventFilter } from '@agentops/store';
import type { z } from '@hono/zod-openapi';
import { given, oneOrMoreOf, someText, texts, timeRange } from './query-parameters.ts';

export const eventTypes = ['action', 'llm', 'tool', 'error'] as const;
const eventStatuses = ['running', 'ok', 'error', 'cancelled', 'indeterminate'] as const;

/** Query parameters that choose events. */
export const eventFilters = {
  session: someText('Id of a session.', 512),
  type: oneOrMoreOf(eventTypes, 'Any of these types.'),
  status: oneOrMoreOf(eventStatuses, 'Any of these statuses.'),
  model: texts('The model that answered, else the one that was asked for.'),
  provider: texts('Name of the provider, such as `openai`.'),
  tool: texts('Name of a tool.'),
  agent: texts('Name of an agent.'),
  host: texts('Name of the host framework.'),
  adapter: texts('Name of the adapter.'),
  errorType: texts('Class of the error.'),
  tag: texts('Tag of the event’s session.'),
  ...timeRange,
};

type EventFilters = z.output<z.ZodObject<typeof eventFilters>>;

export function toEventFilter<T extends EventFilters>(query: T) {
  const { session, ...filter } = query;
  return given({ ...filter, sessionId: session }) satisfies EventFilter;
}
