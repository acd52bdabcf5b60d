import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { ZodError } from 'zod';
import { internalProblem, notFound, ProblemError, problemOf } from './api/problem.ts';
import { measure } from './metrics/measure.ts';
import type { Metrics } from './metrics/metrics.ts';
import { type GuardOptions, guard } from './security/guard.ts';
import { responseHeaders } from './security/response-headers.ts';

export interface BaseAppOptions extends GuardOptions {
  metrics: Metrics;
  /** Told of what went wrong in the collector itself. The one who asked gets no more than that something did. */
  onError: (error: unknown) => void;
}

/**
 * What every port of the collector serves with: who asks is checked, requests are counted, and whatever goes wrong is answered in
 * one shape. Routes are added to it.
 */
export function createBaseApp(options: BaseAppOptions): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid });
  app.use(measure(options.metrics));
  app.use(responseHeaders);
  app.use(guard(options));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: otherMethods }));
  app.notFound(() => notFound('such path here').toResponse());
  app.onError((error) => {
    const problem = problemOf(error);
    if (!problem) options.onError(error);
    return (problem ?? internalProblem()).toResponse();
  });
  return app;
}

function otherMethods(c: Context, methods: string[]): Response {
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  const message = `${c.req.method} can’t be done here. What can: ${allow}.`;
  return new ProblemError(405, 'method_not_allowed', message, { headers: { allow } }).toResponse();
}

const places: Readonly<Record<string, string>> = { param: 'path', json: 'body' };

function refuseInvalid(
  result: { target: string } & ({ success: true } | { success: false; error: ZodError }),
): Response | undefined {
  if (result.success) return undefined;
  const details = result.error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    const reason = issue.code === 'unrecognized_keys' ? 'not known here' : issue.message;
    return names.map((name) => ({ in: places[result.target] ?? result.target, name, reason }));
  });
  const message = details.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  return new ProblemError(400, 'invalid_parameter', message, { details }).toResponse();
}
