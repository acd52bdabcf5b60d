import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AgentOps, type Exporter, pathsOf } from '@agentops/core';
import { HttpExporter } from '@agentops/exporter-http';
import { OtlpExporter } from '@agentops/exporter-otlp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { runChild, runKilledSender, type SenderKind } from './killed-sender.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli, runCliAsync } from './run-cli.ts';

const hour = 3_600_000;
const day = 24 * hour;
const env = { AGENTOPS_API_KEY: '00000000-0000-4000-8000-000000000000', COLUMNS: '100' };

function report(directory: string) {
  return JSON.parse(runCli(['doctor', '--json', '--dir', directory]).stdout);
}

const text = (directory: string) => runCli(['doctor', '--dir', directory], { env });

/** As if everything in the spool had been recorded so much earlier. */
function age(directory: string, ms: number): void {
  const { spool } = pathsOf(directory);
  for (const name of readdirSync(spool)) {
    const path = join(spool, name);
    const older = readFileSync(path, 'utf8').replace(
      /"time":(\d+)/g,
      (_, time: string) => `"time":${Number(time) - ms}`,
    );
    writeFileSync(path, older);
    const then = new Date(Date.now() - ms);
    utimesSync(path, then, then);
  }
}

/** A program in this process, which therefore runs. */
function program(directory: string, exporter: Exporter): AgentOps {
  const agentops = new AgentOps();
  agentops.init({ directory, exporters: [exporter], autoStartSession: false, logLevel: 'silent' });
  onTestFinished(() => agentops.shutdown());
  return agentops;
}

async function refusingServer(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(400).end('too odd'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('where nothing is sent', () => {
  it('says so', () => {
    const directory = tempDir();
    recordInto(directory, recordAnalysis);
    expect(text(directory).stdout).toContain('Destinations\n  none: what is recorded stays here\n');
    expect(report(directory)).toMatchObject({ ok: true, destinations: [] });
  });
});

describe.each(['agentops', 'otlp', 'http'] as const)('%s, when its program was killed', (kind) => {
  async function killed() {
    const { url } = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, kind, url);
    return { directory, name: nameOf(kind, url), url };
  }

  it('says what it has and what waits, which for a while is no problem', async () => {
    const { directory, name, url } = await killed();
    const { status, stdout } = text(directory);
    expect(status).toBe(0);
    const title = kind === 'agentops' ? name : `${kind} ${name}`;
    expect(stdout).toContain(`Destinations\n  ! ${title}\n    sent `);
    expect(stdout).toMatch(
      /^ {4}sent \d records, last (?:now|\ds ago) · pending [\d.]+ (?:Ki)?B of 1 process, with no program running to send it$/m,
    );
    expect(report(directory).destinations).toEqual([
      {
        destination: name,
        kind,
        sentRecords: expect.any(Number),
        refused: 0,
        pendingBytes: expect.any(Number),
        pendingWriters: 1,
        abandonedSince: expect.any(Number),
        lostBytes: 0,
        lastSentTime: expect.any(Number),
        drainCommand: `agentops drain --to ${kind} --endpoint ${url}`,
      },
    ]);
  });

  it('is a problem after an hour, which the command that it names mends', async () => {
    const { directory, name } = await killed();
    age(directory, 2 * hour);
    const { ok, problems, destinations } = report(directory);
    const [{ drainCommand }] = destinations;
    expect(ok).toBe(false);
    expect(problems).toEqual([
      expect.stringMatching(/^[\d.]+ (?:Ki)?B wait for \S.* since 2h \d\dm, and no program/),
    ]);
    expect(problems[0]).toContain(name);
    expect(problems[0]).toContain(drainCommand);
    expect(text(directory)).toMatchObject({ status: 1 });
    const [, ...args] = drainCommand.split(' ');
    expect(await runCliAsync([...args, '--dir', directory], { env })).toMatchObject({ status: 0 });
    expect(report(directory)).toMatchObject({ ok: true, destinations: [{ pendingBytes: 0 }] });
    expect(text(directory).stdout).toContain(' · nothing pending\n');
  });
});

it('is no problem while a program runs that will send it', async () => {
  const { url } = await startTestCollector(tempDir());
  const directory = tempDir();
  await runKilledSender(directory, 'http', url);
  age(directory, 2 * hour);
  // The same destination, which that program can't reach now.
  const agentops = program(
    directory,
    new HttpExporter({ endpoint: 'http://127.0.0.1:9', name: url }),
  );
  agentops.startSession({ name: 'alive' });
  expect(report(directory)).toMatchObject({
    ok: true,
    destinations: [{ destination: url, pendingWriters: 2, abandonedSince: null }],
  });
  expect(text(directory).stdout).toMatch(/^ {2}… http \S+$/m);
});

it('counts a killed child, which goes where its parent does', async () => {
  const directory = tempDir();
  const url = 'http://127.0.0.1:9';
  const agentops = program(directory, new HttpExporter({ endpoint: url }));
  const session = agentops.startSession({ name: 'parent' });
  const before = report(directory).destinations[0];
  await runChild(session.env());
  const after = report(directory).destinations[0];
  expect(after.pendingWriters).toBe(before.pendingWriters + 1);
});

it('shows what was refused, with the reason, as a problem', async () => {
  const directory = tempDir();
  const url = await refusingServer();
  const agentops = program(directory, new OtlpExporter({ endpoint: url }));
  const session = agentops.startSession({ name: 's' });
  for (const name of ['one', 'two', 'three']) session.startTool(name).end();
  await agentops.flush();
  const { status, stdout } = text(directory);
  expect(status).toBe(1);
  expect(stdout).toContain(`  ✗ otlp ${url}/v1/traces\n`);
  expect(stdout).toMatch(/^ {4}refused 3: .*400.* too odd$/m);
  expect(report(directory).problems).toEqual([
    expect.stringMatching(/ refused 3 of what it was sent, for good: .*too odd/),
  ]);
});

it('shows what was deleted before it was sent, as a problem', () => {
  const directory = tempDir();
  const exporter = () => new HttpExporter({ endpoint: 'http://127.0.0.1:9' });
  const first = program(directory, exporter());
  first.startSession({ name: 'never sent' }).startTool('t').end();
  first.shutdown();
  age(directory, 31 * day);
  // A program deletes what is too old when it has had time to start.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  program(directory, exporter()).startSession({ name: 'a month later' });
  vi.advanceTimersByTime(60_000);
  const { problems, destinations } = report(directory);
  expect(destinations[0].lostBytes).toBeGreaterThan(100);
  expect(problems).toContainEqual(
    expect.stringMatching(/B meant for http:\/\/127.0.0.1:9 were deleted before it had them/),
  );
  expect(text(directory).stdout).toMatch(/^ {4}nothing sent yet · pending .* · lost .*B$/m);
});

it('knows how to drain to one that a program named', async () => {
  const directory = tempDir();
  const exporter = new HttpExporter({ endpoint: 'http://127.0.0.1:9', name: "our team's" });
  program(directory, exporter).startSession({ name: 's' });
  expect(report(directory).destinations).toMatchObject([
    {
      kind: null,
      drainCommand: `agentops drain --to <agentops, otlp or http> --name 'our team'\\''s'`,
    },
  ]);
});

function nameOf(kind: SenderKind, url: string): string {
  if (kind === 'agentops') return `agentops ${url}`;
  return kind === 'otlp' ? `${url}/v1/traces` : url;
}
