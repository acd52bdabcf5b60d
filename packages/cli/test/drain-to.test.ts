import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AgentOpsRecord, pathsOf, readSpool } from '@agentops/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { runKilledSender, type SenderKind } from './killed-sender.ts';
import { recordInto } from './record.ts';
import { runCli, runCliAsync } from './run-cli.ts';

const apiKey = '00000000-0000-4000-8000-000000000000';

/** The variables by which a program with `new …Exporter()` finds this place. */
const variables: Record<SenderKind, (url: string) => Record<string, string>> = {
  agentops: (url) => ({ AGENTOPS_API_KEY: apiKey, AGENTOPS_API_ENDPOINT: url }),
  otlp: (url) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url }),
  http: (url) => ({ AGENTOPS_ENDPOINT: url }),
};

const senders: [SenderKind, protocol: string][] = [
  ['agentops', 'v2'],
  ['agentops', 'v4'],
  ['otlp', 'v4'],
  ['http', 'v4'],
];

describe.each(senders)('to %s (%s)', (kind, protocol) => {
  async function left() {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, kind, collector.url, protocol);
    const env = variables[kind](collector.url);
    const drain = (...args: string[]) =>
      runCliAsync(['drain', '--dir', directory, ...args], { env });
    return { collector, directory, drain };
  }

  it.each([[['--to', kind]], [[]]])('sends what a killed process left, with %j', async (to) => {
    const { collector, drain } = await left();
    const { status, stdout, stderr } = await drain(...to);
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
    const spoken = kind === 'agentops' ? ` \\(${protocol}\\)` : '';
    expect(stdout).toMatch(
      new RegExp(`^✓ sent \\d records of 1 process to \\S[^()\n]*${spoken}\n`),
    );
    await collector.store.project();
    const { items } = await collector.store.reader.sessions();
    // Our own collector is told what was recorded, and decides itself who is gone.
    const state = kind === 'http' ? expect.any(String) : 'Indeterminate';
    expect(items).toMatchObject([{ state, totals: { toolCalls: 2, llmCalls: 1 } }]);
    expect((await drain(...to)).stdout).toMatch(/^✓ \S.* has everything\.\n$/);
    await collector.store.project();
    expect((await collector.store.reader.sessions()).items).toMatchObject([
      { totals: { toolCalls: 2, llmCalls: 1 } },
    ]);
  });

  it.each([[true], [false]])('gives content: %j', async (content) => {
    const { collector, drain } = await left();
    const { reader } = collector.store;
    expect((await drain('--to', kind, ...(content ? [] : ['--no-content']))).status).toBe(0);
    await collector.store.project();
    const { items: sessions } = await reader.sessions();
    const { items: events } = await reader.sessionEvents(sessions[0]?.id ?? '');
    expect(events.length).toBeGreaterThan(2);
    expect(JSON.stringify(events).includes('c4n4ry')).toBe(content);
  });
});

it.each(senders.filter(([kind]) => kind !== 'http'))(
  'to %s (%s) comes what its program would have sent of a sample: the session that crashed, whole, and none that went well',
  async (kind, protocol) => {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, kind, collector.url, protocol, 0);
    const env = variables[kind](collector.url);
    const { status, stdout } = await runCliAsync(['drain', '--dir', directory, '--to', kind], {
      env,
    });
    expect(status).toBe(0);
    const withheld = 'but for 1 session that sampling withheld';
    expect(stdout).toMatch(
      new RegExp(`^✓ sent \\d+ records of 1 process to .*, ${withheld}$`, 'm'),
    );
    expect((await runCliAsync(['doctor', '--dir', directory], { env })).stdout).toMatch(
      new RegExp(` sent \\d+ records, ${withheld}, last `),
    );
    await collector.store.project();
    const { items } = await collector.store.reader.sessions();
    expect(items).toMatchObject([
      { state: 'Indeterminate', totals: { toolCalls: 2, llmCalls: 1 } },
    ]);
  },
);

it('what was recorded for another destination goes there alone, unless all is asked for', async () => {
  const directory = tempDir();
  const own = await startTestCollector(tempDir());
  await runKilledSender(directory, 'agentops', own.url, 'v4');
  const service = await startTestCollector(tempDir());
  const env = variables.agentops(service.url);
  const drain = (...args: string[]) =>
    runCliAsync(['drain', '--to', 'agentops', '--dir', directory, ...args], { env });
  const { status, stdout } = await drain();
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `✓ agentops ${service.url} has everything.\n  left alone: 1 process of programs that had other destinations; --all sends theirs here too\n`,
  });
  await service.store.project();
  expect((await service.store.reader.sessions()).items).toEqual([]);
  expect(JSON.parse((await drain('--json')).stdout)).toMatchObject({ meantElsewhere: 1 });
  await drain('--all');
  await service.store.project();
  expect((await service.store.reader.sessions()).items).toMatchObject([
    { totals: { toolCalls: 2 } },
  ]);
});

describe('what AgentOps says that a session cost', () => {
  it('is shown, and in JSON', async () => {
    const collector = await startTestCollector(tempDir());
    for (const args of [[], ['--json']]) {
      const directory = tempDir();
      await runKilledSender(directory, 'agentops', collector.url, 'v2');
      const records = readSpool(directory).records as AgentOpsRecord[];
      const [sessionId] = records.flatMap((record) =>
        record.kind === 'session' ? record.session.id : [],
      );
      const { stdout } = await runCliAsync(
        ['drain', '--to', 'agentops', '--dir', directory, ...args],
        { env: variables.agentops(collector.url) },
      );
      if (args.length === 0) {
        expect(stdout).toContain(
          `AgentOps says that 1 session cost $0.2100\n    ${sessionId}  $0.2100\n`,
        );
      } else {
        expect(JSON.parse(stdout)).toMatchObject({
          complete: true,
          sessionCosts: [{ sessionId, costUsd: expect.stringMatching(/^0\.21/) }],
        });
      }
    }
  });
});

describe('what was begun in a protocol of AgentOps', () => {
  async function drained(directory: string, url: string, ...args: string[]) {
    const { stdout } = await runCliAsync(
      ['drain', '--to', 'agentops', '--dir', directory, '--json', ...args],
      { env: variables.agentops(url) },
    );
    return JSON.parse(stdout);
  }
  const protocols = ({ writers }: { writers: { protocol: string; sentRecords: number }[] }) =>
    writers.filter(({ sentRecords }) => sentRecords > 0).map(({ protocol }) => protocol);
  const recordAlone = (directory: string) =>
    recordInto(directory, (agentops) => agentops.startSession({ name: 'nobody sends it' }).end());

  it('goes on in it, each in its own, and what was begun in none in the default', async () => {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, 'agentops', collector.url, 'v2');
    await runKilledSender(directory, 'agentops', collector.url, 'v4');
    recordAlone(directory);
    const report = await drained(directory, collector.url);
    expect(report).toMatchObject({ complete: true, refused: 0 });
    expect(protocols(report)).toEqual(['v4', 'v4', 'v2']);
    await collector.store.project();
    const { items } = await collector.store.reader.sessions();
    expect(items.map(({ totals }) => totals.toolCalls).sort()).toEqual([0, 2, 2]);
    expect(await drained(directory, collector.url)).toMatchObject({ writers: [], sentRecords: 0 });
  });

  it('says in which one the rest goes', async () => {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, 'agentops', collector.url, 'v2');
    recordAlone(directory);
    expect(protocols(await drained(directory, collector.url))).toEqual(['v2', 'v2']);
  });

  it('goes out again in it where the cursor is damaged, and is told by its ids', async () => {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, 'agentops', collector.url, 'v2');
    const { cursors } = pathsOf(directory);
    for (const name of readdirSync(cursors)) writeFileSync(join(cursors, name), 'x'.repeat(8192));
    const report = await drained(directory, collector.url);
    expect(protocols(report)).toEqual(['v2']);
    await collector.store.project();
    const { items } = await collector.store.reader.sessions();
    expect(items).toMatchObject([{ totals: { toolCalls: 2, llmCalls: 1 } }]);
  });

  it('goes on in the one that is told, from where it had come', async () => {
    const collector = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, 'agentops', collector.url, 'v2');
    const report = await drained(directory, collector.url, '--protocol', 'v4');
    expect(protocols(report)).toEqual(['v4']);
    expect(await drained(directory, collector.url)).toMatchObject({ sentRecords: 0 });
    await collector.store.project();
    const { items } = await collector.store.reader.sessions();
    expect(items.reduce((sum, { totals }) => sum + totals.toolCalls, 0)).toBe(2);
  });
});

describe('what the destination refuses', () => {
  it('is told with its reason, and does not come again', async () => {
    const directory = tempDir();
    recordInto(directory, (agentops) => agentops.startSession({ name: 's' }).startTool('t').end());
    const url = await refusingEverything();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url };
    const drain = (...args: string[]) =>
      runCliAsync(['drain', '--to', 'otlp', '--dir', directory, ...args], { env });
    const { status, stdout } = await drain();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^! refused 2, for good: .*400.* too odd/m);
    expect(stdout).toContain('✓ sent');
    expect(JSON.parse((await drain('--json')).stdout)).toMatchObject({
      refused: 0,
      sentRecords: 0,
    });
  });

  it('is in JSON by process', async () => {
    const directory = tempDir();
    recordInto(directory, (agentops) => agentops.startSession({ name: 's' }).startTool('t').end());
    const { stdout } = await runCliAsync([
      'drain',
      '--to',
      'otlp',
      '-e',
      await refusingEverything(),
      '--dir',
      directory,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      refused: 2,
      writers: [{ refused: 2, refusal: expect.stringContaining('too odd'), unsentBytes: 0 }],
    });
  });
});

describe('where to', () => {
  function drain(args: string[], env: Record<string, string> = {}) {
    const directory = tempDir();
    recordInto(directory, (agentops) => agentops.startSession().end());
    return runCli(['drain', '--dir', directory, '--timeout', '0', ...args], { env });
  }

  it.each([
    [{}, [], 'Where to? Set AGENTOPS_ENDPOINT'],
    [{}, ['--to', 'agentops'], 'set AGENTOPS_API_KEY'],
    [{ AGENTOPS_API_KEY: 'short' }, [], 'set AGENTOPS_API_KEY'],
    [{}, ['--to', 'otlp'], 'Set OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{}, ['--to', 'http'], 'Set AGENTOPS_ENDPOINT'],
    [{}, ['--to', 'collector'], 'Set AGENTOPS_ENDPOINT'],
    [{}, ['--to', 'https://a'], '--to takes agentops, otlp, http'],
    [{ AGENTOPS_API_KEY: apiKey }, ['--to', 'agentops', '--protocol', 'v3'], 'is v4 or v2'],
    [{}, ['--to', 'otlp', '-e', 'http://a', '--protocol', 'grpc'], 'is http/protobuf or http/json'],
    [{ AGENTOPS_ENDPOINT: 'http://a' }, ['--protocol', 'v2'], '--protocol is for'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'a' }, [], '"a/v1/traces" is no http or https address'],
  ])('with %j and %j: %s', (env, args, message) => {
    const { status, stdout, stderr } = drain(args, env as Record<string, string>);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('is told where nothing says it, but something waits', async () => {
    const directory = tempDir();
    await runKilledSender(directory, 'otlp', await refusingEverything());
    const { status, stderr } = runCli(['drain', '--dir', directory]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /\nWhat waits here is sent by:\n {2}agentops drain --to otlp --endpoint http:\S+\n$/,
    );
  });

  it('is asked where the environment names several', () => {
    const env = { ...variables.agentops('http://a'), ...variables.otlp('http://b') };
    const { status, stderr } = drain([], { ...env, ...variables.http('http://c') });
    expect(status).toBe(1);
    expect(stderr).toBe(
      [
        'agentops: The environment names 3 destinations. Say which:',
        '  --to agentops  AgentOps (AGENTOPS_API_KEY)',
        '  --to otlp      an OpenTelemetry backend (OTEL_EXPORTER_OTLP_ENDPOINT)',
        '  --to http      a collector (AGENTOPS_ENDPOINT)\n',
      ].join('\n'),
    );
  });

  it("is asked beside a collector's address too, whose token AGENTOPS_API_KEY is not", () => {
    const env = { AGENTOPS_ENDPOINT: 'http://127.0.0.1:9', AGENTOPS_API_KEY: 'a token' };
    const { status, stderr } = drain([], env);
    expect(status).toBe(1);
    expect(stderr).toContain('The environment names 2 destinations.');
  });
});

async function refusingEverything(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(400).end('too odd'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
