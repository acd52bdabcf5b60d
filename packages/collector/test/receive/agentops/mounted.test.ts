import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryStore } from '@agentops/store';
import { getRequestListener } from '@hono/node-server';
import { expect, it } from 'vitest';
import { agentopsRoutes } from '../../../src/receive/agentops/agentops-routes.ts';
import { createCollectorApp } from '../../../src/serve/collector-app.ts';
import { rawPost } from './raw-post.ts';

it('works at the root of the collector’s own app, which keeps its other paths', async () => {
  const store = createMemoryStore();
  const app = agentopsRoutes({ store, signal: AbortSignal.abort() });
  const collector = createCollectorApp({
    store,
    version: '0.0.0',
    onError: (error) => {
      throw error;
    },
    receivers: [{ path: '/', app, authorises: true }],
  });
  const server = createServer(getRequestListener(collector.app.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const id = randomUUID();
    for (const path of ['/v2/create_session', '//v2/create_session', '/a/v2/create_session/']) {
      const answer = await rawPost(port, path, { session: { session_id: id } });
      expect(answer).toMatchObject({ status: 200, chunks: 1 });
    }
    expect((await rawPost(port, '/v2/create_session', {})).status).toBe(400);
    await store.project();
    const sessions = await fetch(`${url}/api/v1/sessions`);
    expect(await sessions.json()).toMatchObject({ items: [{ id }] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/v2/nothing`)).status).toBe(404);
  } finally {
    server.closeAllConnections();
    server.close();
    collector.close();
    await store.close();
  }
});
