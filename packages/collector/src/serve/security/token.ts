import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ProblemError } from '../api/problem.ts';

/** Asks for `Authorization: Bearer <token>`. Without a token it lets everybody through. */
export function authorise(token: string | undefined): MiddlewareHandler {
  if (!token) return (_, next) => next();
  const isRight = tokenCheck(token);
  return async (c, next) => {
    const sent = bearerOf(c.req.header('authorization'));
    if (sent === undefined || !isRight(sent)) {
      throw new ProblemError(
        401,
        'unauthorized',
        sent === undefined
          ? 'This collector asks for a token: send the header "Authorization: Bearer <token>".'
          : 'This is not the token of this collector.',
        { headers: { 'www-authenticate': 'Bearer' } },
      );
    }
    await next();
  };
}

/** Whether what was sent is the token, told in a time that says nothing of how much of it is right. */
export function tokenCheck(token: string): (sent: string) => boolean {
  const expected = hash(token);
  // Hashes are of one length, so that comparing them tells nothing of the token's.
  return (sent) => timingSafeEqual(hash(sent), expected);
}

/** The token in an Authorization header. */
export function bearerOf(header: string | null | undefined): string | undefined {
  if (!header || !/^bearer /i.test(header)) return undefined;
  return header.slice('bearer '.length).trim();
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
