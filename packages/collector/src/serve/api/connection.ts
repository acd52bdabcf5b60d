import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Breaks off the connection that a request came over. Undefined where it came over none. */
export function dropOf(c: Context): (() => void) | undefined {
  const outgoing = outgoingOf(c);
  return outgoing && (() => void outgoing.destroy());
}

/** Calls `done` when the answer is sent, or nobody waits for it any more: of a body that was never begun, a stream does not hear. */
export function whenOver(c: Context, done: () => void): void {
  const outgoing = outgoingOf(c);
  if (outgoing?.closed) done();
  else outgoing?.once('close', done);
}

function outgoingOf(c: Context) {
  return (c.env as Partial<HttpBindings> | undefined)?.outgoing;
}
