import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathsOf } from '@agentops/core';
import { generateRecords } from '@agentops/testkit/generate-records';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as ProtobufExporter } from 'otel-exporter-proto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeReadOnly, smallDisk } from '../../../../tooling/small-disk.ts';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Lines } from '../store/fixtures/records.ts';
import { agentops, CollectorProcess, upOf } from './collector-process.ts';
import { exportSpans } from './export-spans.ts';

const noMount = 'this machine does not let tests mount a file system';

describe('a full disk', () => {
  it('is told to every sender; nothing acknowledged is lost, and it goes on when there is room', async (context) => {
    const disk = smallDisk(24);
    if (!disk) return context.skip(noMount);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
    const collector = await CollectorProcess.start(join(disk, 'data'));
    const lines = new Lines('full');
    expect((await collector.post('ingest', lines.begin())).status).toBe(200);

    const payload = 'x'.repeat(20_000);
    const kept: number[] = [];
    let refused: { text: string; answer: Response } | undefined;
    while (!refused) {
      const text = lines.tool(payload);
      const answer = await collector.post('ingest', text);
      if (answer.status === 200) kept.push(JSON.parse(text).seq);
      else refused = { text, answer };
      expect(kept.length).toBeLessThan(10_000);
    }
    expect(refused.answer.status).toBe(503);
    expect(refused.answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const { error } = (await refused.answer.json()) as { error: { message: string } };
    expect(error.message).toMatch(/disk|room/i);

    // By OTLP they are told to come again, so that real exporters keep what they have.
    const { otlpHttpUrl, otlpGrpcUrl } = collector.addresses;
    const byHttp = new ProtobufExporter({ url: `${otlpHttpUrl}/v1/traces`, timeoutMillis: 500 });
    const byGrpc = new GrpcExporter({ url: otlpGrpcUrl, timeoutMillis: 500 });
    for (const exporter of [byHttp, byGrpc]) {
      expect((await exportSpans(exporter, 400, payload)).code).toBe(1);
    }
    expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);

    rmSync(ballast);
    expect((await collector.post('ingest', refused.text)).status).toBe(200);
    kept.push(JSON.parse(refused.text).seq);
    const again = new GrpcExporter({ url: otlpGrpcUrl });
    expect((await exportSpans(again, 3, 'y')).code).toBe(0);
    await Promise.all([byHttp, byGrpc, again].map((exporter) => exporter.shutdown()));
    await collector.kill();

    const next = await CollectorProcess.start(join(disk, 'data'));
    expect(seqsOf(await next.records('full')).sort((a, b) => a - b)).toEqual([0, ...kept]);
    expect(await next.stop()).toBe(0);
  });
});

describe('a directory that is read only', () => {
  it('is refused with a sentence; what was spooled there stays, and can be read', async (context) => {
    const disk = smallDisk(8);
    if (!disk) return context.skip(noMount);
    const lines = new Lines('spooled');
    spool(disk, 'w1', lines.begin() + lines.tool());
    makeReadOnly(disk);

    const { code, stdout, stderr } = await agentops(upOf(disk));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^agentops: .*can be written to.*\n$/);
    expect(stderr).toContain(disk);

    const listed = await agentops(['sessions', '--dir', disk, '--json']);
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: 'spooled' }]);
  });
});

describe('a second collector', () => {
  it('is refused with the number of the first, which goes on', async () => {
    const directory = tempDir();
    const first = await CollectorProcess.start(directory);
    const lines = new Lines();
    await first.post('ingest', lines.begin());

    const { code, stdout, stderr } = await agentops(upOf(directory));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^agentops: .*process ${first.pid}\\b.*\\n$`));

    expect((await first.post('ingest', lines.tool())).status).toBe(200);
    expect(seqsOf(await first.records('s1'))).toHaveLength(2);
    await first.kill();
    const second = await CollectorProcess.start(directory);
    expect(seqsOf(await second.records('s1'))).toHaveLength(2);
  });
});

describe('a clock that goes backwards', () => {
  const hour = 3_600_000;

  it('of who records: everything is there, and no time is negative', async () => {
    const collector = await CollectorProcess.start(tempDir());
    const records = [...generateRecords({ sessions: 3, eventsPerSession: 40 })].join('');
    // From its middle on, each record says that it is an hour earlier.
    const lines = records.trimEnd().split('\n');
    const stepped = lines.map((line, n) => (n < lines.length / 2 ? line : earlier(line, hour)));
    const answer = await collector.post('ingest', `${stepped.join('\n')}\n`);
    expect(await answer.json()).toMatchObject({ accepted: lines.length, rejectedLines: 0 });

    const sessions = await collector.sessions();
    expect(sessions).toHaveLength(3);
    let events = 0;
    for (const { id, totals } of sessions) {
      const { items } = await collector.json(`events?session=${id}&limit=500`);
      for (const { durationMs } of items) expect(durationMs ?? 0).toBeGreaterThanOrEqual(0);
      expect(totals).toMatchObject({ events: items.length });
      events += items.length;
    }
    expect(events).toBe(120);
  });

  it('of the collector’s own: it goes on taking in, and ends and starts as ever', async () => {
    const directory = tempDir();
    const clock = join(tempDir(), 'clock.mjs');
    const step = join(tempDir(), 'step');
    // Once there is a file it is an hour earlier, in every thread.
    writeFileSync(
      clock,
      `import { existsSync } from 'node:fs';
       const now = Date.now;
       let stepped = false;
       Date.now = () => (stepped ||= existsSync(${JSON.stringify(step)})) ? now() - ${hour} : now();`,
    );
    const env = { NODE_OPTIONS: `--import ${clock}` };
    const collector = await CollectorProcess.start(directory, { env });
    const lines = new Lines('steady', 'w1', Date.now());
    const exporter = new GrpcExporter({ url: collector.addresses.otlpGrpcUrl });
    onTestFinished(() => exporter.shutdown());
    const [before, after] = [crypto.randomUUID(), crypto.randomUUID()];
    expect((await collector.post('ingest', lines.begin() + lines.tool())).status).toBe(200);
    expect((await exportSpans(exporter, 5, 'before', before)).code).toBe(0);
    writeFileSync(step, '');
    expect((await collector.post('ingest', lines.tool() + lines.end())).status).toBe(200);
    for (const session of [before, after]) {
      expect((await exportSpans(exporter, 5, 'after', session)).code).toBe(0);
    }
    expect(await collector.stop()).toBe(0);

    const next = await CollectorProcess.start(directory);
    expect(seqsOf(await next.records('steady'))).toEqual([0, 1, 2, 3]);
    expect(await next.json('sessions/steady')).toMatchObject({ state: 'Success' });
    expect((await next.json(`sessions/${before}`)).totals.events).toBe(10);
    expect((await next.json(`sessions/${after}`)).totals.events).toBe(5);
  });
});

describe('what a newer version wrote', () => {
  it('in a spool: the rest is taken in, the newer records are kept and named, the file stays', async () => {
    const directory = tempDir();
    const lines = new Lines();
    const newer = `${JSON.stringify({ v: 2, writer: 'w2', seq: 0, time: 1, what: 'unheard of' })}\n`;
    const old = lines.begin() + lines.tool();
    const path = spool(directory, 'w1', old + newer);

    const collector = await CollectorProcess.start(directory);
    expect(collector.said).toMatch(/1 record.* version 2.*update the collector/);
    expect(seqsOf(await collector.records('s1'))).toEqual([0, 1]);
    const { store } = await collector.json('ingest/health');
    expect(store).toMatchObject({ newer: { 2: 1 }, records: 3 });
    expect(readFileSync(path, 'utf8')).toBe(old + newer);
  });

  it('in the database: it is refused with a sentence, and nothing is changed', async () => {
    const directory = tempDir();
    const first = await CollectorProcess.start(directory);
    await first.post('ingest', new Lines().begin());
    await first.stop();
    const path = join(directory, 'collector.db');
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 999');
    db.close();
    const before = readFileSync(path);

    const { code, stdout, stderr } = await agentops(upOf(directory));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^agentops: .*newer collector.*\n$/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

function spool(directory: string, writer: string, ndjson: string): string {
  const folder = pathsOf(directory).spool;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${writer}.0000.ndjson`);
  writeFileSync(path, ndjson);
  return path;
}

function seqsOf(ndjson: string): number[] {
  return ndjson
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).seq);
}

/** The same record as a clock that was set back would have told it. */
function earlier(line: string, ms: number): string {
  const times = new Set(['time', 'startTime', 'endTime']);
  return JSON.stringify(
    JSON.parse(line, (key, value) =>
      times.has(key) && typeof value === 'number' ? value - ms : value,
    ),
  );
}
