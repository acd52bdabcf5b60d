import { createMemoryStore } from '@agentops/store';
import { onTestFinished } from 'vitest';
import { type CollectorAppOptions, createCollectorApp } from '../../src/serve/collector-app.ts';
import { type ServerOptions, startServer } from '../../src/serve/server.ts';
import { recordDemo, recorded } from './recording.ts';

/** An answer of which the test knows what it holds. */
// biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about.
export type Answer = Omit<Response, 'json'> & { json(): Promise<any> };

export type Options = Partial<CollectorAppOptions>;

/** What the collector serves, without a port. Errors of its own fail the test that asks `errors`. */
export function collector(options: Options = {}) {
  const store = options.store ?? createMemoryStore();
  const errors: unknown[] = [];
  const served = createCollectorApp({
    version: '1.2.3',
    onError: (error) => errors.push(error),
    ...options,
    store,
  });
  onTestFinished(async () => {
    served.close();
    await store.close();
  });
  const ask = async (path: string, init?: RequestInit): Promise<Answer> =>
    await served.app.request(`http://127.0.0.1:4242${path}`, init);
  return { ...served, store, errors, ask, json: async (path: string) => (await ask(path)).json() };
}

/** The same with the demo's sessions in it. */
export async function demoCollector(options: Options = {}) {
  const started = collector(options);
  await started.store.append(recorded(recordDemo));
  await started.store.project();
  return started;
}

/** Lets a collector listen on a port of this machine. */
export async function listening(
  served: ReturnType<typeof collector>,
  options: Partial<ServerOptions> = {},
) {
  const errors: unknown[] = [];
  const server = await startServer({
    app: served.app,
    port: 0,
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(async () => {
    served.close();
    await server.close();
  });
  return { ...server, serverErrors: errors };
}
