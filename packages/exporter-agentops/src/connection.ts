import { excerptOf, isYes, type Post, Poster } from '@agentops/http-post';
import { AgentOpsApiError } from './api-error.ts';

/** Posts to AgentOps, and gives what is no yes as an error that says what to do. */
export class Connection {
  readonly #poster: Poster;

  constructor(timeoutMs: number) {
    this.#poster = new Poster({ timeoutMs });
  }

  /** Resolves to the answer's body. @throws AgentOpsApiError where it is not a 2xx, or does not come, or not whole */
  async post(url: URL, post: Post): Promise<Buffer> {
    const answer = await this.#poster.post(url, post).catch((cause) => {
      throw new AgentOpsApiError(cause.message, { cause });
    });
    if (isYes(answer)) return answer.body;
    const { status, retryAfterMs } = answer;
    const message = `${url.origin}${url.pathname} answered ${status}${advice(status)} ${excerptOf(answer)}`;
    throw new AgentOpsApiError(message.trim(), { status, retryAfterMs });
  }

  close(): void {
    this.#poster.close();
  }
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check AGENTOPS_API_KEY):';
  if (status === 404 || status === 405) return ' (check AGENTOPS_API_ENDPOINT and protocol):';
  if (status >= 300 && status < 400) return ' (set AGENTOPS_API_ENDPOINT to where it redirects):';
  return ':';
}
