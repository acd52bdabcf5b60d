import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentOpsEvent } from '@agentops/core';
import { createMemoryStore, type SessionSummary, type Store } from '@agentops/store';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import {
  type AgentOpsRoutesOptions,
  agentopsRoutes,
} from '../../../src/receive/agentops/agentops-routes.ts';
import { otlpHttpRoutes } from '../../../src/receive/otlp/otlp-http.ts';

export interface SeenRequest {
  method: string;
  path: string;
  headers: Headers;
  status: number;
}

/** A collector's AgentOps API on 127.0.0.1. */
export interface TestCollector extends AsyncDisposable, Asking {
  url: string;
  port: number;
  store: Store;
  /** What came in, in order of its answers. */
  requests: SeenRequest[];
}

/** What tests ask a collector. */
export interface Asking {
  /** Sends JSON and returns the answer's. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** All sessions, in order of their start. */
  sessions(): Promise<SessionSummary[]>;
  session(id: string): Promise<SessionSummary>;
  /** A session's events, in order of their start. */
  events(sessionId: string): Promise<AgentOpsEvent[]>;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind
  body: any;
}

export async function startCollector(
  options: Partial<AgentOpsRoutesOptions> = {},
): Promise<TestCollector> {
  const store = options.store ?? createMemoryStore();
  const stop = new AbortController();
  const requests: SeenRequest[] = [];
  const otlpApp = otlpHttpRoutes({ store });
  const app = new Hono();
  app.use('*', async (c, next) => {
    await next();
    const { method, path, raw } = c.req;
    requests.push({ method, path, headers: raw.headers, status: c.res.status });
  });
  const otlp = (request: Request) => otlpApp.fetch(request);
  app.route('/', agentopsRoutes({ otlp, signal: stop.signal, ...options, store }));
  const server = createServer(getRequestListener(app.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    store,
    requests,
    ...asking(url, store),
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!options.store) await store.close();
    },
  };
}

/** By HTTP, and by its store's reader. */
export function asking(url: string, store: Store): Asking {
  const sessions = async () => {
    await store.project();
    return (await store.reader.sessions({ limit: 500 })).items.reverse();
  };
  return {
    sessions,
    async post(path, body, headers = {}) {
      const text = typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        body: text ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
        headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
      });
      const answer = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      const { status, headers: answered } = response;
      return { status, headers: answered, body: isJson ? JSON.parse(answer) : answer };
    },
    async session(id) {
      await store.project();
      const session = await store.reader.session(id);
      if (!session) throw new Error(`no session ${id}`);
      return session;
    },
    async events(sessionId) {
      await store.project();
      return (await store.reader.sessionEvents(sessionId, { limit: 500 })).items;
    },
  };
}
