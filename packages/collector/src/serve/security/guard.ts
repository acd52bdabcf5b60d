import type { Context, MiddlewareHandler } from 'hono';
import { ProblemError } from '../api/problem.ts';
import { type HostRules, isAllowedHost } from './host.ts';
import { isAllowedOrigin } from './origin.ts';

export interface GuardOptions extends HostRules {
  /** Pages of other origins that may ask, such as `http://localhost:5173`. */
  allowedOrigins?: readonly string[] | undefined;
}

const maxUrlLength = 8 * 1024;

/** Stands before everything that is served: who asks by a foreign name or from a foreign page is refused. */
export function guard(options: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    check(c, origin, options);
    const isForeign = origin !== undefined && (options.allowedOrigins ?? []).includes(origin);
    if (isForeign && c.req.method === 'OPTIONS' && c.req.header('access-control-request-method')) {
      c.res = new Response(null, { status: 204, headers: preflight });
    } else await next();
    if (isForeign) {
      c.res.headers.set('access-control-allow-origin', origin);
      c.res.headers.set('cross-origin-resource-policy', 'cross-origin');
      c.res.headers.append('vary', 'origin');
    }
  };
}

const preflight = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, last-event-id',
  'access-control-max-age': '600',
};

function check(c: Context, origin: string | undefined, options: GuardOptions): void {
  // A request line may name a host too, and answers to `app.request()` have nothing else.
  const named = new URL(c.req.url).host;
  const host = c.req.header('host') ?? named;
  if (!isAllowedHost(host, options) || !isAllowedHost(named, options)) {
    throw new ProblemError(
      403,
      'foreign_host',
      'The Host header names none of this collector’s names. Add the name to allowedHosts if it should.',
    );
  }
  if (!isAllowedOrigin(origin, host, options.allowedOrigins)) {
    throw new ProblemError(
      403,
      'foreign_origin',
      'Pages of other origins may not ask this collector. Add the origin to allowedOrigins if this one should.',
    );
  }
  if (c.req.url.length > maxUrlLength) {
    const message = `The address is longer than ${maxUrlLength} characters.`;
    throw new ProblemError(414, 'address_too_long', message);
  }
}
