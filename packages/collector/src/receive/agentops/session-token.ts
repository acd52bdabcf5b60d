import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Store } from '@agentops/store';

const secretName = 'agentops-api:token-secret';

/** What a token was given for: one v2 session, or sending OTLP. */
export type TokenClaims = { session_id: string } | { project_id: string };

/**
 * Makes and reads the tokens (JWT, HS256) that AgentOps clients carry around unread. They say themselves what they are for, so
 * that nothing is kept but the secret; it is in the store, so that they outlive a restart. They don't expire: no client asks for
 * a second one.
 */
export class SessionTokens {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** With the secret that is in the store; the first time, it is made. */
  static async open(store: Pick<Store, 'append' | 'bookmark'>): Promise<SessionTokens> {
    let secret = await store.bookmark(secretName);
    if (secret === undefined) {
      secret = randomBytes(32).toString('base64url');
      await store.append('', { bookmarks: { [secretName]: secret } });
    }
    return new SessionTokens(Buffer.from(secret, 'base64url'));
  }

  sign(claims: TokenClaims): string {
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const text = parts.join('.');
    return `${text}.${this.#mac(text).toString('base64url')}`;
  }

  /** Undefined where it is none of ours: `None`, `undefined`, another collector's, … */
  read(token: string): TokenClaims | undefined {
    const end = token.lastIndexOf('.');
    const text = token.slice(0, Math.max(end, 0));
    const mac = Buffer.from(token.slice(end + 1), 'base64url');
    const expected = this.#mac(text);
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return undefined;
    const payload = text.slice(text.indexOf('.') + 1);
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TokenClaims;
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(text).digest();
  }
}
