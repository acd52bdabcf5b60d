import { type Appended, type Store, StoreWriteError } from '@agentops/store';
import { type Context, Hono } from 'hono';
import { BodyError, type BodyLimits } from '../body.ts';
import { ByteBudget } from '../byte-budget.ts';
import { TooBusyError } from '../ingest/take-body.ts';
import { UnauthorizedError } from './access.ts';
import { endpointOf } from './endpoint.ts';
import { Receiver } from './receiver.ts';

export interface AgentOpsRoutesOptions {
  store: Store;
  /**
   * Answers OTLP requests to `/v1/traces`, `/v1/metrics` and `/v1/logs`, which it gets under just these paths.
   * @default such requests are left to other routes
   */
  otlp?: (request: Request) => Response | Promise<Response>;
  /**
   * Whether an API key may send; compare in constant time. Where it is given, everything needs such a key or a token that was given
   * for one, and clients that send without either lose what they send.
   * @default all may send, with any key or none: for a collector that only this machine reaches
   */
  authorize?: (apiKey: string) => boolean;
  /** Milliseconds without a request after which a session that did not end is ended as `Indeterminate`. @default 600,000 */
  idleMs?: number;
  limits?: BodyLimits;
  /** Of what was received and is not kept yet. @default 128 MiB of its own */
  budget?: ByteBudget;
  /** Told of what the store has acknowledged. */
  onTaken?: (appended: Appended) => void;
  /** Told of events that could not be kept while others of their request were. @default nobody is told */
  onLost?: (events: number) => void;
  /** Ends the timer that looks for idle sessions. Abort it before the store is closed. */
  signal?: AbortSignal;
}

const maxBytes = 16 * 1024 * 1024;
const defaultBudget = 128 * 1024 * 1024;

/**
 * The AgentOps API: `v2` for the Python SDK 0.3, `v3` and `v4` for 0.4 and the npm package. Mount it at the root; other paths are
 * left to the routes after it. What its clients need and lose stands in docs/agentops-clients.md.
 */
export function agentopsRoutes(options: AgentOpsRoutesOptions): Hono {
  const { store, otlp, authorize, signal } = options;
  const receiver = new Receiver({
    store,
    authorize,
    signal,
    budget: options.budget ?? new ByteBudget(defaultBudget),
    limits: { maxBytes, ...options.limits },
    idleMs: options.idleMs ?? 600_000,
    onTaken: options.onTaken ?? (() => {}),
    onLost: options.onLost ?? (() => {}),
  });
  const app = new Hono();
  app.use('*', async (c, next) => {
    const endpoint = endpointOf(c.req.path);
    const isOtlp = endpoint?.startsWith('v1/');
    if (!endpoint || (isOtlp && !otlp)) return next();
    if (c.req.method !== 'POST') {
      const message = `${endpoint} takes POST only.`;
      return c.json({ error: 'method_not_allowed', message }, 405, { allow: 'POST' });
    }
    try {
      const session = await receiver.admit(endpoint, c.req.raw);
      if (isOtlp && otlp) return await otlp(atPath(c.req.raw, `/${endpoint}`));
      return c.json(await receiver.answer(endpoint, c.req.raw, session));
    } catch (error) {
      return explain(c, error);
    }
  });
  return app;
}

function atPath(request: Request, path: string): Request {
  const url = new URL(request.url);
  if (url.pathname === path) return request;
  url.pathname = path;
  // Not of the request itself: the server's is of a class of its own.
  const { method, headers, body } = request;
  return new Request(url, { method, headers, body, duplex: 'half' });
}

/** The clients log these, and say `message` where they raise. */
function explain(c: Context, error: unknown): Response {
  if (error instanceof BodyError) {
    // The rest of such a body is not read, so that the connection can't go on.
    if (error.status === 413 || error.status === 408) c.header('connection', 'close');
    return c.json({ error: 'bad_request', message: error.message }, error.status);
  }
  if (error instanceof UnauthorizedError) {
    return c.json({ error: 'unauthorized', message: error.message }, 401);
  }
  if (error instanceof TooBusyError) {
    c.header('retry-after', String(error.retryAfterSeconds));
    return c.json({ error: 'too_busy', message: error.message }, 429);
  }
  if (error instanceof StoreWriteError) {
    return c.json({ error: 'not_stored', message: error.message }, 503);
  }
  throw error;
}
