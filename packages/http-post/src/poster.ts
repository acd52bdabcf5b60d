import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Answer, readAnswer } from './answer.ts';
import { NoAnswerError } from './no-answer-error.ts';

export interface PosterOptions {
  /** Milliseconds until a request without a whole answer counts as failed. */
  timeoutMs: number;
  /** Bytes of an answer that are kept. The rest is read, and thrown away. @default 256 KiB */
  maxAnswerBytes?: number;
}

export interface Post {
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
  /** Compresses the body, in a thread of its own, and says so in `content-encoding`. @default false */
  gzip?: boolean;
}

const gzipAsync = promisify(gzip);

/** One try's failure. */
interface Failure {
  error: unknown;
  /** The destination had closed the connection when it was used again. */
  wasStale: boolean;
}

/**
 * Posts over one kept connection for each scheme and host. Unlike `fetch` it keeps no process alive: a destination that does not
 * answer must not hold up a host that has come to its end.
 */
export class Poster {
  readonly #timeoutMs: number;
  readonly #maxAnswerBytes: number;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: 1 });

  constructor({ timeoutMs, maxAnswerBytes = 256 * 1024 }: PosterOptions) {
    this.#timeoutMs = timeoutMs;
    this.#maxAnswerBytes = maxAnswerBytes;
  }

  /**
   * Resolves to the answer, whatever its status; redirects are not followed. What met a connection that had just been closed by the
   * other side is posted once more.
   * @throws NoAnswerError where no answer comes, or not in time, or not whole
   */
  async post(url: URL, { headers, body, gzip: compresses = false }: Post): Promise<Answer> {
    const plain = typeof body === 'string' ? Buffer.from(body) : body;
    const bytes = compresses ? await gzipAsync(plain) : plain;
    const all = {
      ...headers,
      ...(compresses ? { 'content-encoding': 'gzip' } : {}),
      'content-length': String(bytes.length),
    };
    const first = await this.#once(url, all, bytes);
    const last = 'error' in first && first.wasStale ? await this.#once(url, all, bytes) : first;
    if ('error' in last) throw new NoAnswerError(url, last.error);
    return last;
  }

  /** Closes its connections. One that is posted on fails. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #once(url: URL, headers: Record<string, string>, body: Buffer): Promise<Answer | Failure> {
    return new Promise((resolve) => {
      let request: ClientRequest;
      try {
        request = this.#request(url, headers);
      } catch (error) {
        resolve({ error, wasStale: false });
        return;
      }
      const settle = (result: Answer | Failure) => {
        clearTimeout(timer);
        resolve(result);
        // An answer that came before all was sent leaves a connection that can't be used again.
        if (!request.writableFinished) request.destroy();
      };
      const timer = setTimeout(() => {
        settle({
          error: new Error(`no answer within ${this.#timeoutMs / 1000} s`),
          wasStale: false,
        });
        request.destroy();
      }, this.#timeoutMs);
      timer.unref();
      let hasAnswered = false;
      request.on('socket', keepsNothingAlive);
      request.on('error', (error) => {
        // Then what breaks the connection is the answer's matter.
        if (!hasAnswered) settle({ error, wasStale: isStale(request, error) });
      });
      request.on('response', (response) => {
        hasAnswered = true;
        readAnswer(response, this.#maxAnswerBytes).then(settle, (error) =>
          settle({ error, wasStale: false }),
        );
      });
      request.end(body);
    });
  }

  #request(url: URL, headers: Record<string, string>): ClientRequest {
    return url.protocol === 'https:'
      ? requestHttps(url, { method: 'POST', agent: this.#https, headers })
      : requestHttp(url, { method: 'POST', agent: this.#http, headers });
  }
}

function keepsNothingAlive(socket: Socket): void {
  socket.unref();
  // Each address that is tried gets a handle of its own. A socket that is used again is connected.
  if (socket.connecting) socket.on('connectionAttempt', () => socket.unref());
}

/** A destination may close a connection just as it is used again. That is no failure of its. */
function isStale({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}
