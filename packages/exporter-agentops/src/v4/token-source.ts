import { AgentOpsApiError } from '../api-error.ts';
import type { Connection } from '../connection.ts';
import type { Settings } from '../options.ts';

export interface Token {
  token: string;
  /** Whose spans they are. */
  projectId: string;
}

/** The token that spans are sent with. It is there before the first one leaves, and asked for again when it is not taken. */
export class TokenSource {
  readonly #connection: Connection;
  readonly #settings: Settings;
  #current: Token | undefined;

  constructor(connection: Connection, settings: Settings) {
    this.#connection = connection;
    this.#settings = settings;
  }

  /** @throws AgentOpsApiError where there is none to be had */
  async get(): Promise<Token> {
    this.#current ??= await this.#ask();
    return this.#current;
  }

  /** This one is not taken any more. */
  drop(token: Token): void {
    if (this.#current === token) this.#current = undefined;
  }

  async #ask(): Promise<Token> {
    const { apiUrl, apiKey } = this.#settings;
    const url = new URL(`${apiUrl}/v3/auth/token`);
    const answer = await this.#connection.post(url, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: apiKey }),
    });
    const { token, project_id: projectId } = parse(answer.toString('utf8'));
    if (typeof token === 'string' && token !== '' && typeof projectId === 'string') {
      return { token, projectId };
    }
    const message = `${url} gave no token. Is this AgentOps' API? Check AGENTOPS_API_ENDPOINT.`;
    throw new AgentOpsApiError(message);
  }
}

function parse(text: string): { token?: unknown; project_id?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
