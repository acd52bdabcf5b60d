import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { AgentOpsApiError } from './api-error.ts';

interface Answer {
  status: number;
  body: Buffer;
  retryAfter: string | undefined;
}

export interface Post {
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

const maxAnswerBytes = 256 * 1024;
const shownChars = 200;

/**
 * Posts over one connection a host. Unlike `fetch` it keeps no process alive: a destination that does not answer must not hold up a
 * host that has come to its end.
 */
export class Connection {
  readonly #timeoutMs: number;
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 1 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 1 }),
  };

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Resolves to the answer's body. @throws AgentOpsApiError where it is not a 2xx, or does not come, or not whole */
  async post(url: URL, post: Post): Promise<Buffer> {
    const { status, body, retryAfter } = await this.#twiceIfStale(url, post).catch((cause) => {
      const message = `${url.origin} could not be reached: ${reasonOf(cause)}`;
      throw new AgentOpsApiError(message, { cause });
    });
    if (status >= 200 && status < 300) return body;
    const said = body.toString('utf8').slice(0, shownChars);
    throw new AgentOpsApiError(
      `${url.origin}${url.pathname} answered ${status}${advice(status)} ${said}`.trim(),
      { status, retryAfterMs: parseRetryAfter(retryAfter) },
    );
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** A server may close a connection just as it is used again. That is no failure of its. */
  async #twiceIfStale(url: URL, post: Post): Promise<Answer> {
    try {
      return await this.#once(url, post);
    } catch (error) {
      if (!isStale(error)) throw error;
      return await this.#once(url, post);
    }
  }

  #once(url: URL, { headers, body }: Post): Promise<Answer> {
    const secure = url.protocol === 'https:';
    return new Promise<Answer>((resolve, reject) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        agent: this.#agents[secure ? 'https:' : 'http:'],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${this.#timeoutMs / 1000} s`));
      }, this.#timeoutMs);
      timer.unref();
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(Object.assign(error, { wasReused: request.reusedSocket }));
      };
      request.on('socket', keepsNothingAlive);
      request.on('error', fail);
      request.on('response', (response) => {
        readBody(response).then((answer) => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, body: answer, retryAfter: answered['retry-after'] });
        }, fail);
      });
      request.end(body);
    });
  }
}

function keepsNothingAlive(socket: Socket): void {
  socket.unref();
  // Each address that is tried gets a handle of its own. A socket that is used again is connected.
  if (socket.connecting) socket.on('connectionAttempt', () => socket.unref());
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    bytes += (piece as Buffer).length;
    if (bytes <= maxAnswerBytes) pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function isStale(error: unknown): boolean {
  const { code, wasReused } = error as { code?: string; wasReused?: boolean };
  return wasReused === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

function advice(status: number): string {
  if (status === 401 || status === 403) return ' (check AGENTOPS_API_KEY):';
  if (status === 404 || status === 405) return ' (check AGENTOPS_API_ENDPOINT and protocol):';
  if (status >= 300 && status < 400) return ' (set AGENTOPS_API_ENDPOINT to where it redirects):';
  return ':';
}

/** Seconds, or a date. */
function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
