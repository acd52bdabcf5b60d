import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tempDir } from '../../../../../tooling/temp-dir.ts';
import { startCollector } from '../../../src/collector.ts';
import { asking, type SeenRequest, type TestCollector } from './collector.ts';

/** The whole collector, as `agentops up` runs it, in a directory of its own: with SQLite, guard and limits. */
export async function startProduct(options: { idleMs?: number } = {}): Promise<TestCollector> {
  const said: string[] = [];
  const collector = await startCollector({
    directory: tempDir(),
    port: 0,
    otlpHttpPort: false,
    otlpGrpcPort: false,
    onDiagnostic: ({ code, message }) => said.push(`${code}: ${message}`),
    ...options,
  });
  const { url, store } = collector;
  const port = Number(new URL(url).port);
  const requests: SeenRequest[] = [];
  const onFinish = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== port) return;
    requests.push({
      method: request.method ?? '',
      path: new URL(request.url ?? '', url).pathname,
      headers: new Headers(Object.entries(request.headers) as [string, string][]),
      status: response.statusCode,
    });
  };
  subscribe('http.server.response.finish', onFinish);
  return {
    url,
    port,
    store,
    requests,
    ...asking(url, store),
    async [Symbol.asyncDispose]() {
      unsubscribe('http.server.response.finish', onFinish);
      await collector.close();
      if (said.length > 0) throw new Error(`the collector said ${said.join('; ')}`);
    },
  };
}
