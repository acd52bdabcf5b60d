import { AgentOps, type AgentOpsRecord, readSpool } from '@agentops/core';
import { HttpExporter, type HttpExporterOptions } from '@agentops/exporter-http';
import { createMemoryStore, type Store, StoreWriteError } from '@agentops/store';
import { returnablePort } from '@agentops/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { collector, listening } from '../serve/collector.ts';

/** An AgentOps that sends to a collector, as a user sets it up. */
function recording(endpoint: string, options: HttpExporterOptions = {}) {
  const agentops = new AgentOps();
  const directory = tempDir();
  const exporters = [new HttpExporter({ endpoint, ...options })];
  const session = agentops.init({ directory, logLevel: 'silent', exporters });
  if (!session) throw new Error('no session');
  onTestFinished(() => agentops.shutdown());
  return {
    agentops,
    session,
    spooled: () => readSpool(directory).records as AgentOpsRecord[],
    record: (count: number, text = '') => {
      for (let n = 0; n < count; n++) session.startTool(`tool ${n}`, { arguments: { text } }).end();
    },
  };
}

async function inOrder(store: Store, sessionId: string): Promise<number[]> {
  await store.project();
  const records: AgentOpsRecord[] = [];
  for await (const record of store.reader.sessionRecords(sessionId)) records.push(record);
  return ofSession(records);
}

const kinds = ['session', 'start', 'update', 'end'];
const ofSession = (records: AgentOpsRecord[]) =>
  records.filter(({ kind }) => kinds.includes(kind)).map(({ seq }) => seq);

it('the exporter’s records arrive whole', async () => {
  const served = collector({ token: 'let me in' });
  const { url } = await listening(served, { token: 'let me in' });
  const { agentops, session, record, spooled } = recording(url, { token: 'let me in' });
  record(200);
  expect(await agentops.flush()).toBe(true);
  expect(await inOrder(served.store, session.id)).toEqual(ofSession(spooled()));
  expect(served.errors).toEqual([]);
});

it('with a wrong token nothing arrives, and the exporter says what to check', async () => {
  const served = collector({ token: 'let me in' });
  const { url } = await listening(served, { token: 'let me in' });
  const { agentops, record } = recording(url, { token: 'something else' });
  const messages: string[] = [];
  agentops.onDiagnostic(({ message }) => messages.push(message));
  record(1);
  expect(await agentops.flush({ timeoutMs: 1000 })).toBe(false);
  expect(messages.join()).toContain('answered 401 (check AGENTOPS_TOKEN)');
  expect(messages.join()).not.toContain('let me in');
  expect((await served.store.reader.health()).records).toBe(0);
});

it('a collector that was away gets all of it, each once', async () => {
  const store = createMemoryStore();
  const first = collector({ store });
  const port = await returnablePort();
  const server = await listening(first, { port });
  const { agentops, session, record, spooled } = recording(server.url);
  record(50);
  expect(await agentops.flush()).toBe(true);
  first.close();
  await server.close();
  record(50);
  expect(await agentops.flush({ timeoutMs: 500 })).toBe(false);
  await listening(collector({ store }), { port });
  expect(await agentops.flush({ timeoutMs: 20_000 })).toBe(true);
  expect(await inOrder(store, session.id)).toEqual(ofSession(spooled()));
});

it('a full disk loses nothing: the exporter comes again', async () => {
  const store = createMemoryStore();
  const append = store.append.bind(store);
  let isFull = true;
  store.append = (...args) =>
    isFull ? Promise.reject(new StoreWriteError('The disk is full.')) : append(...args);
  const served = collector({ store });
  const { url } = await listening(served);
  const { agentops, session, record, spooled } = recording(url);
  record(10);
  expect(await agentops.flush({ timeoutMs: 300 })).toBe(false);
  isFull = false;
  expect(await agentops.flush({ timeoutMs: 20_000 })).toBe(true);
  expect(await inOrder(store, session.id)).toEqual(ofSession(spooled()));
});

it('what is too large at once comes in halves', async () => {
  const served = collector({
    ingestLimits: { maxBytes: 100_000, maxDecompressedBytes: 100_000 },
  });
  const { url } = await listening(served);
  const { agentops, session, record, spooled } = recording(url);
  record(100, 'long '.repeat(1000));
  expect(await agentops.flush()).toBe(true);
  expect(await inOrder(served.store, session.id)).toEqual(ofSession(spooled()));
});
