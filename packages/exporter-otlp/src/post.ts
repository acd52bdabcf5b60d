import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';

export interface Answer {
  status: number;
  retryAfter: string | undefined;
  contentType: string;
  /** Its first bytes. */
  body: Buffer;
}

export interface Poster {
  /** @throws the error of the connection, or one that says that no answer came in time */
  post(body: Buffer): Promise<Answer>;
  close(): void;
}

const maxAnswerBytes = 64 * 1024;

/**
 * Posts to one address, over one connection. Unlike `fetch` it keeps no process alive: a receiver that does not answer must
 * not hold up a host that has come to its end.
 */
export function createPoster(
  url: URL,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Poster {
  const secure = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: 1 };
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const once = (body: Buffer) =>
    new Promise<Answer>((resolve, reject) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-length': String(body.length) },
      });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`));
      }, timeoutMs);
      timer.unref();
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(Object.assign(error, { wasReused: request.reusedSocket }));
      };
      request.on('socket', keepsNothingAlive);
      request.on('error', fail);
      request.on('response', (response) => {
        readAnswer(response).then((answer) => {
          clearTimeout(timer);
          resolve(answer);
        }, fail);
      });
      request.end(body);
    });
  return {
    async post(body) {
      try {
        return await once(body);
      } catch (error) {
        // A receiver may close a connection just as it is used again. That is no failure of its.
        if (!isStale(error)) throw error;
        return await once(body);
      }
    },
    close: () => agent.destroy(),
  };
}

function keepsNothingAlive(socket: Socket): void {
  socket.unref();
  // Each address that is tried gets a handle of its own. A socket that is used again is connected.
  if (socket.connecting) socket.on('connectionAttempt', () => socket.unref());
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    if (bytes < maxAnswerBytes) pieces.push(piece);
    bytes += piece.length;
  }
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    contentType: response.headers['content-type'] ?? '',
    body: Buffer.concat(pieces).subarray(0, maxAnswerBytes),
  };
}

function isStale(error: unknown): boolean {
  const { code, wasReused } = error as { code?: string; wasReused?: boolean };
  return wasReused === true && (code === 'ECONNRESET' || code === 'EPIPE');
}
