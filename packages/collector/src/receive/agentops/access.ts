import { AgentOpsError } from '@agentops/core';
import type { Endpoint } from './endpoint.ts';
import type { SessionTokens, TokenClaims } from './session-token.ts';

/** Neither a key nor a token that may send. */
export class UnauthorizedError extends AgentOpsError {
  constructor() {
    super(
      'AGENTOPS_UNAUTHORIZED',
      'This collector is open to other machines and takes only its own key: set AGENTOPS_API_KEY to it.',
    );
  }
}

/** Whether an API key may send. Undefined: all may, with any key or none. */
export type KeyCheck = ((apiKey: string) => boolean) | undefined;

/**
 * Who sends: the session that the sender's token is for, undefined where it has none, or none is asked for.
 * @throws UnauthorizedError where only those with a key may send, and this one has neither that nor a token given for it
 */
export function sessionOf(
  endpoint: Endpoint,
  headers: Headers,
  tokens: SessionTokens,
  mayPass: KeyCheck,
): string | undefined {
  switch (endpoint) {
    case 'v3/auth/token':
      // The key is in the body.
      return undefined;
    case 'v2/create_session':
    case 'v2/reauthorize_jwt':
      // Old clients send along the token of another session: only the key counts.
      checkKey(keyOf(headers), mayPass);
      return undefined;
    default: {
      const bearer = bearerOf(headers);
      const claims: TokenClaims | undefined = tokens.read(bearer ?? '');
      if (!claims) checkKey(keyOf(headers) ?? bearer, mayPass);
      return claims && 'session_id' in claims ? claims.session_id : undefined;
    }
  }
}

/** @throws UnauthorizedError */
export function checkKey(key: string | null | undefined, mayPass: KeyCheck): void {
  if (mayPass && !mayPass(key ?? '')) throw new UnauthorizedError();
}

export function keyOf(headers: Headers): string | null {
  return headers.get('x-agentops-api-key') ?? headers.get('x-api-key');
}

function bearerOf(headers: Headers): string | null {
  const match = /^bearer\s+(\S+)\s*$/i.exec(headers.get('authorization') ?? '');
  return match?.[1] ?? null;
}
