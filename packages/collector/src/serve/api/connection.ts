import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Breaks off the connection that a request came over. Undefined where it came over none. */
export function dropOf(c: Context): (() => void) | undefined {
  const outgoing = (c.env as Partial<HttpBindings> | undefined)?.outgoing;
  return outgoing && (() => void outgoing.destroy());
}
