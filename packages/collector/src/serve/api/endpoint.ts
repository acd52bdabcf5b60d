import { createRoute, type OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ProblemStatus, problemSchema, problemStatuses } from './problem.ts';

/** Answers that can come from any path: from the guard, or because something broke. */
const everywhere: readonly ProblemStatus[] = [400, 401, 403, 405, 414, 431, 500, 503];

type Schema = z.ZodObject;
type Output<S extends Schema | undefined> = S extends Schema ? z.output<S> : Record<string, never>;

/** One question that the API answers with JSON. */
export interface Endpoint<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  A extends z.ZodType,
> {
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  answer: A;
  /** Refusals of its own, besides those that any path has. */
  problems?: readonly ProblemStatus[];
  handle(asked: { params: Output<P>; query: Output<Q> }): Promise<z.input<A>>;
}

/** Adds a GET to the API and to its document. */
export function addEndpoint<
  A extends z.ZodType,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
>(app: OpenAPIHono, endpoint: Endpoint<P, Q, A>): void {
  const { path, operationId, tag, summary, description, params, query, answer } = endpoint;
  const route = createRoute({
    method: 'get',
    path,
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    request: { ...(params ? { params } : {}), ...(query ? { query } : {}) },
    responses: {
      200: { description: summary, content: { 'application/json': { schema: answer } } },
      ...problemAnswers(...(endpoint.problems ?? [])),
    },
  });
  app.openapi(route, async (c) => {
    const asked = { params: validOf(c, 'param', params), query: validOf(c, 'query', query) };
    return c.json(await endpoint.handle(asked as never)) as never;
  });
}

/** The refusals of a route, for its document: those that any has, and its own. */
export function problemAnswers(...own: readonly ProblemStatus[]): RouteConfig['responses'] {
  const content = { 'application/json': { schema: problemSchema } };
  return Object.fromEntries(
    [...new Set([...everywhere, ...own])]
      .sort()
      .map((status) => [status, { description: problemStatuses[status], content }]),
  );
}

function validOf(c: Context, target: 'param' | 'query', schema: Schema | undefined): unknown {
  return schema ? (c.req as { valid(target: string): unknown }).valid(target) : {};
}
