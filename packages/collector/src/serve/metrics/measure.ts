import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Metrics } from './metrics.ts';

const known = new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']);

/** Counts requests and how long they take. */
export function measure(metrics: Metrics): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const routes = matchedRoutes(c).filter(({ path }) => !path.endsWith('*'));
    const { method } = c.req;
    metrics.answered(
      routes.at(-1)?.path ?? 'none',
      known.has(method) ? method : 'other',
      c.res.status,
      performance.now() - start,
    );
  };
}
