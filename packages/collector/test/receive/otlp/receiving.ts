import type { AddressInfo } from 'node:net';
import type { AgentOpsEvent } from '@agentops/core';
import { createMemoryStore, type SessionSummary, type Store } from '@agentops/store';
import { serve } from '@hono/node-server';
import { tempDir } from '../../../../../tooling/temp-dir.ts';
import { startCollector } from '../../../src/collector.ts';
import { startOtlpGrpc } from '../../../src/receive/otlp/otlp-grpc.ts';
import { otlpHttpRoutes } from '../../../src/receive/otlp/otlp-http.ts';

/** A store with both receivers in front of it, on loopback. */
export interface Receiving extends AsyncDisposable {
  store: Store;
  /** `http://127.0.0.1:<port>`. */
  httpUrl: string;
  grpcUrl: string;
}

export async function startReceiving(store: Store = createMemoryStore()): Promise<Receiving> {
  const app = otlpHttpRoutes({ store });
  const http = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => http.once('listening', () => resolve()));
  const grpc = await startOtlpGrpc({ store, host: '127.0.0.1', port: 0 });
  return {
    store,
    httpUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    grpcUrl: `http://127.0.0.1:${grpc.port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      (http as import('node:http').Server).closeAllConnections();
      await Promise.all([closed, grpc.close(1000)]);
      await store.close();
    },
  };
}

/** The same by the whole collector, as `agentops up` runs it, in a directory of its own: with SQLite, guard and limits. */
export async function startProduct(): Promise<Receiving> {
  const anyPorts = { port: 0, otlpHttpPort: 0, otlpGrpcPort: 0 };
  const collector = await startCollector({ directory: tempDir(), ...anyPorts });
  return {
    store: collector.store,
    httpUrl: collector.otlpHttpUrl as string,
    grpcUrl: collector.otlpGrpcUrl as string,
    [Symbol.asyncDispose]: () => collector.close(),
  };
}

/** Everything that readers see of the store. */
export async function contentOf(store: Store): Promise<Content> {
  await store.project();
  const sessions = (await store.reader.sessions({ limit: 500 })).items;
  const events: AgentOpsEvent[] = [];
  for (const { id } of sessions) {
    events.push(...(await store.reader.sessionEvents(id, { limit: 500 })).items);
  }
  return { sessions, events };
}

export interface Content {
  sessions: SessionSummary[];
  events: AgentOpsEvent[];
}

/** The one event of that name. */
export function eventNamed({ events }: Content, name: string): AgentOpsEvent {
  const found = events.filter((event) => event.name === name);
  const [event] = found;
  if (!event || found.length > 1) {
    const names = events.map((each) => each.name).join(', ');
    throw new Error(`${found.length} events are named ${name}, of: ${names}`);
  }
  return event;
}
