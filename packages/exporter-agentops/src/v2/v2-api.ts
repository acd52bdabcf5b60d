import { AgentOpsApiError, isUnauthorized } from '../api-error.ts';
import type { Connection } from '../connection.ts';
import type { Settings } from '../options.ts';
import { RecentMap } from '../recent-map.ts';
import type { WireEvent } from './wire-event.ts';
import type { WireSession } from './wire-session.ts';

const maxTokens = 2000;

/** The requests of the v2 API. Each session has a token of its own, which is asked for again when it is not taken. */
export class V2Api {
  readonly #connection: Connection;
  readonly #settings: Settings;
  readonly #tokens = new RecentMap<string, string>(maxTokens);

  constructor(connection: Connection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** Whether the session is open at the destination, as far as this process knows. */
  isOpen(sessionId: string): boolean {
    return this.#tokens.has(sessionId);
  }

  async createSession(sessionId: string, session: WireSession): Promise<void> {
    await this.#authorize(sessionId, 'create_session', { session });
  }

  /** Goes on with a session that another process began. */
  async reauthorize(sessionId: string): Promise<void> {
    await this.#authorize(sessionId, 'reauthorize_jwt', { session_id: sessionId });
  }

  /** What the session cost so far, in US dollars; undefined where the destination does not say. */
  async updateSession(sessionId: string, session: WireSession): Promise<string | undefined> {
    const answer = await this.#post(sessionId, 'update_session', { session });
    const cost = answer?.token_cost;
    const isCost = (typeof cost === 'string' && cost !== '') || typeof cost === 'number';
    return isCost && Number.isFinite(Number(cost)) ? String(cost) : undefined;
  }

  async createAgent(sessionId: string, agent: { id: string; name: string }): Promise<void> {
    await this.#post(sessionId, 'create_agent', agent);
  }

  async createEvents(sessionId: string, events: readonly WireEvent[]): Promise<void> {
    await this.#post(sessionId, 'create_events', { events });
  }

  async updateEvents(sessionId: string, events: readonly WireEvent[]): Promise<void> {
    await this.#post(sessionId, 'update_events', { events });
  }

  async #authorize(sessionId: string, endpoint: string, body: unknown): Promise<void> {
    const answer = await this.#request(endpoint, body);
    const token = answer?.jwt;
    if (typeof token !== 'string' || token === '') {
      const message = `${this.#settings.apiUrl}/v2/${endpoint} gave no token. Is this AgentOps' API? Check AGENTOPS_API_ENDPOINT.`;
      throw new AgentOpsApiError(message);
    }
    this.#tokens.set(sessionId, token);
  }

  async #post(sessionId: string, endpoint: string, body: unknown) {
    try {
      return await this.#request(endpoint, body, this.#tokens.get(sessionId));
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      await this.reauthorize(sessionId);
      return await this.#request(endpoint, body, this.#tokens.get(sessionId));
    }
  }

  async #request(endpoint: string, body: unknown, token?: string) {
    const { apiUrl, apiKey } = this.#settings;
    const answer = await this.#connection.post(new URL(`${apiUrl}/v2/${endpoint}`), {
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        accept: '*/*',
        'x-agentops-api-key': apiKey,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return parseObject(answer.toString('utf8'));
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
