import type { MiddlewareHandler } from 'hono';

/** For answers that are data. Those that are pages say themselves what theirs may do. */
const safe = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Gives every answer the headers that keep a browser from making something else of it. */
export const responseHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(safe)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};
