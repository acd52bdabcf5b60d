import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AgentOpsError } from '@agentops/core';
import { getRequestListener, RequestError } from '@hono/node-server';
import { internalProblem, ProblemError } from './api/problem.ts';
import { checkBind } from './security/bind.ts';

export interface ServerOptions {
  /** Such as a Hono app. */
  app: { fetch(request: Request, env: object): Response | Promise<Response> };
  /** @default '127.0.0.1' */
  host?: string;
  /** 0: any free one. */
  port: number;
  /** What to do where somebody else listens on the port: give up, or try the next ones. @default 'fail' */
  onPortTaken?: 'fail' | 'next';
  /** Whether `app` asks for a token. Beyond this machine it has to. */
  token?: string | undefined;
  /** Told of what went wrong outside of `app`. */
  onError: (error: unknown) => void;
  limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  /** Milliseconds for a request's headers. @default 10,000 */
  headersTimeoutMs: number;
  /** Milliseconds for a whole request. @default 60,000 */
  requestTimeoutMs: number;
  /** Bytes of a request's headers. @default 16 KiB */
  maxHeaderBytes: number;
  /** @default 1,000 */
  maxConnections: number;
  /** Milliseconds that requests get to end when the server is closed. @default 5,000 */
  closeMs: number;
}

export interface RunningServer {
  url: string;
  port: number;
  /** Takes no more requests, and lets those under way end. What goes on by itself has to be ended before. */
  close(): Promise<void>;
}

/** Nobody can listen there. */
export class ListenError extends AgentOpsError {
  constructor(message: string, options?: ErrorOptions) {
    super('AGENTOPS_LISTEN', message, options);
  }
}

const nextPorts = 20;

/**
 * Starts to serve.
 * @throws UnsafeBindError where others could reach it and there is no token
 * @throws ListenError where the port is taken or may not be used
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { app, host = '127.0.0.1', port, onPortTaken = 'fail', onError } = options;
  checkBind(host, options.token);
  const limits: ServerLimits = {
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 60_000,
    maxHeaderBytes: 16 * 1024,
    maxConnections: 1000,
    closeMs: 5000,
    ...options.limits,
  };
  const answer = getRequestListener((request, env) => app.fetch(request, env), {
    // Without it, the process would get other global classes.
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      if (error instanceof RequestError) {
        return new ProblemError(400, 'invalid_request', `${error.message}.`).toResponse();
      }
      onError(error);
      return internalProblem().toResponse();
    },
  });
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
  });
  server.maxConnections = limits.maxConnections;
  server.on('request', (request, response) => void answer(request, response));
  server.on('clientError', refuseBadRequest);
  const found = await listen(
    server,
    host,
    port,
    onPortTaken === 'next' && port > 0 ? nextPorts : 0,
  );
  return {
    url: `http://${nameOf(host)}:${found}`,
    port: found,
    close: () => close(server, limits.closeMs),
  };
}

async function listen(server: Server, host: string, port: number, more: number): Promise<number> {
  for (let tried = port; ; tried++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(tried, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const canGoOn = code === 'EADDRINUSE' && tried - port < more && tried < 65_535;
      if (!canGoOn) throw listenError(host, port, tried, cause as NodeJS.ErrnoException);
    }
  }
}

function listenError(host: string, port: number, last: number, cause: NodeJS.ErrnoException) {
  const ports = last > port ? `${port} to ${last}` : String(port);
  const reason =
    cause.code === 'EADDRINUSE'
      ? 'Somebody else listens there: stop them, or choose another port.'
      : `${cause.message}.`;
  return new ListenError(`The collector can't listen on ${nameOf(host)}:${ports}. ${reason}`, {
    cause,
  });
}

/** Of what Node refuses before there is a request. */
function refuseBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, problem, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'headers_too_large', 'The headers of this request are too large.'] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, 'request_too_slow', 'The request was not there in time.'] as const)
        : ([400, 'invalid_request', 'This is no HTTP request.'] as const);
  const body = JSON.stringify({ error: { code: problem, message } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function close(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A client would keep its connection for seconds after the answer it waited for.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}

/** As it stands in an address. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
