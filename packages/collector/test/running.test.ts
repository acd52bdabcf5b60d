import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AgentOps, type Diagnostic, pathsOf } from '@agentops/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { type CollectorOptions, startCollector } from '../src/index.ts';
import { exportSpans } from './proof/export-spans.ts';
import { jsonRequest } from './receive/otlp/otlp-body.ts';
import type { Answer } from './serve/collector.ts';

const anyPorts = { port: 0, otlpHttpPort: 0, otlpGrpcPort: 0 };

async function running(options: Partial<CollectorOptions> = {}) {
  const said: Diagnostic[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => said.push(diagnostic);
  const collector = await startCollector({
    directory: tempDir(),
    onDiagnostic,
    ...anyPorts,
    ...options,
  });
  onTestFinished(() => collector.close());
  const ask = async (path: string) =>
    await ((await fetch(new URL(path, collector.url))) as Answer).json();
  return { collector, said, ask };
}

function record(directory: string, name: string): void {
  const agentops = new AgentOps();
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent' });
  agentops.startSession({ name }).end({ endState: 'Success' });
  agentops.shutdown();
}

it('counts what comes by each way in', async () => {
  const directory = tempDir();
  record(directory, 'before');
  const { collector, ask } = await running({ directory });
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const url = new URL(path, collector.otlpHttpUrl);
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  expect(await post('v1/traces', jsonRequest([{}, {}, { spanId: 'bad' }]))).toBe(200);
  expect(await post('v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] })).toBe(
    200,
  );
  expect(await post('v1/traces', 'no request')).toBe(400);
  const exporter = new OTLPTraceExporter({ url: collector.otlpGrpcUrl as string });
  expect(await exportSpans(exporter, 3, 'by gRPC')).toMatchObject({ code: 0 });
  await exporter.shutdown();

  const { receivers, otlp, spool } = await ask('/api/v1/ingest/health');
  expect(receivers.otlp).toMatchObject({ spans: 5, rejected: 1 });
  expect(receivers.otlp.records).toBeGreaterThanOrEqual(5);
  expect(receivers.spool.records).toBe(spool.records);
  expect(spool).toMatchObject({ files: 1, unreadBytes: 0, unreadable: [], failure: null });
  expect(otlp).toMatchObject({ spans: 5, rejectedSpans: 1, logs: 1, refused: { malformed: 1 } });
  const metrics = await (await fetch(new URL('/metrics', collector.url))).text();
  for (const line of [
    'agentops_ingested_spans_total{receiver="otlp"} 5',
    'agentops_rejected_total{receiver="otlp"} 1',
    `agentops_ingested_records_total{receiver="spool"} ${spool.records}`,
    'agentops_otlp_refused_total{reason="malformed"} 1',
    'agentops_otlp_unstored_total{signal="logs"} 1',
    'agentops_spool_files 1',
    'agentops_spool_unreadable_files 0',
  ]) {
    expect(metrics.split('\n')).toContain(line);
  }
});

it('starts where a file of the spool can not be read, and says which', async () => {
  const directory = tempDir();
  record(directory, 'readable');
  mkdirSync(join(pathsOf(directory).spool, '0000.ndjson'));
  const { said, ask } = await running({ directory });
  expect(said.map(({ code }) => code)).toEqual(['spool-unreadable']);
  const { spool } = await ask('/api/v1/ingest/health');
  expect(spool.unreadable).toMatchObject([{ file: '0000.ndjson' }]);
  expect(await ask('/readyz')).toEqual({
    status: 'ready',
    reason: "Of the spool can't be read: 1. /api/v1/ingest/health names them.",
  });
  await expect
    .poll(async () => (await ask('/api/v1/sessions')).items, { timeout: 10_000 })
    .toMatchObject([{ name: 'readable' }]);
});

it('deletes what is too old when it starts, and not only an hour later', async () => {
  const directory = tempDir();
  record(directory, 'old');
  const { said, ask } = await running({ directory, retention: { maxAgeMs: 0 } });
  await expect.poll(() => said.map(({ code }) => code), { timeout: 10_000 }).toEqual(['pruned']);
  expect((await ask('/api/v1/sessions')).items).toEqual([]);
});
