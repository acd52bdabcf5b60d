import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AgentOps, type Exporter, pathsOf, type Session } from '@agentops/core';
import { AgentOpsExporter } from '@agentops/exporter-agentops';
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
const key = '00000000-0000-4000-8000-000000000000';
const env = { AGENTOPS_API_KEY: key, COLUMNS: '100' };

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

async function serverThatAnswers(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(body));
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
    const title = kind === 'agentops' ? `${name} (v4)` : `${kind} ${name}`;
    expect(stdout).toContain(`Destinations\n  ! ${title}\n    sent `);
    expect(stdout).toMatch(
      /^ {4}sent \d records, last (?:now|\d+[sm] ago) · pending [\d.]+ (?:Ki)?B of 1 process, with no program running to send it$/m,
    );
    expect(report(directory).destinations).toEqual([
      {
        destination: name,
        ...(kind === 'agentops' ? { protocol: 'v4' } : {}),
        kind,
        sentRecords: expect.any(Number),
        withheldSessions: 0,
        refused: 0,
        pendingBytes: expect.any(Number),
        pendingWriters: 1,
        abandonedSince: expect.any(Number),
        failure: null,
        lostBytes: 0,
        lastSentTime: expect.any(Number),
        drainCommand: `agentops drain --to ${kind} --endpoint ${url}`,
        seen: { refused: 0, lostBytes: 0 },
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

describe('what waits while a program runs that is to send it', () => {
  async function waiting(exporter: (url: string) => Exporter) {
    const { url } = await startTestCollector(tempDir());
    const directory = tempDir();
    await runKilledSender(directory, 'http', url);
    age(directory, 2 * hour);
    const agentops = program(directory, exporter(url));
    agentops.startSession({ name: 'alive' });
    return { agentops, directory, url };
  }

  it('is no problem until that was tried in vain', async () => {
    const { directory, url } = await waiting((name) => ({
      name,
      export: () => new Promise<void>(() => {}),
    }));
    expect(report(directory)).toMatchObject({
      ok: true,
      destinations: [{ destination: url, pendingWriters: 2, abandonedSince: null, failure: null }],
    });
    expect(text(directory).stdout).toMatch(/^ {2}… http \S+$/m);
  });

  it('is one after an hour where the last try failed, with what that said', async () => {
    const { agentops, directory, url } = await waiting(
      (name) => new HttpExporter({ endpoint: 'http://127.0.0.1:9', name }),
    );
    await agentops.flush();
    const { problems, destinations } = report(directory);
    expect(destinations).toMatchObject([{ abandonedSince: null, pendingWriters: 2 }]);
    expect(problems).toEqual([
      expect.stringMatching(
        / wait for \S+ since 2h \d\dm, and the last try \((?:now|\d+[sm] ago)\) failed: .*ECONNREFUSED/,
      ),
    ]);
    expect(problems[0]).toContain(url);
  });
});

it('says that a wrong key is not taken, which after an hour is a problem though the program runs', async () => {
  const directory = tempDir();
  const endpoint = await serverThatAnswers(401, '{"error":"Invalid API key"}');
  const agentops = program(directory, new AgentOpsExporter({ apiKey: key, endpoint }));
  agentops.startSession({ name: 's' }).startTool('t').end();
  expect(await agentops.flush()).toBe(false);
  const failed =
    /^ {4}the last try failed, (?:now|\d+[sm] ago): http[\s\S]*401[\s\S]*Invalid API key/m;
  expect(text(directory)).toMatchObject({ status: 0, stdout: expect.stringMatching(failed) });
  expect(text(directory).stdout).toMatch(/^ {2}! agentops http/m);
  age(directory, 2 * hour);
  expect(text(directory)).toMatchObject({ status: 1, stdout: expect.stringMatching(failed) });
  expect(text(directory).stdout).toMatch(/^ {2}✗ agentops http/m);
  expect(report(directory).problems).toEqual([
    expect.stringMatching(/ wait for agentops \S+ \(v4\) since 2h .* failed: .*Invalid API key/),
  ]);
});

it('tells of no failure any more when the destination has taken what waited', async () => {
  const directory = tempDir();
  let isDown = true;
  const agentops = program(directory, {
    name: 'it',
    export: () => {
      if (isDown) throw new Error('it is down');
    },
  });
  agentops.startSession({ name: 's' });
  await agentops.flush();
  expect(report(directory).destinations).toMatchObject([{ failure: { reason: 'it is down' } }]);
  isDown = false;
  expect(await agentops.flush()).toBe(true);
  const { ok, warnings, destinations } = report(directory);
  expect({ ok, warnings }).toEqual({ ok: true, warnings: [] });
  expect(destinations).toMatchObject([{ failure: null, pendingBytes: 0 }]);
});

describe('a program that ended in order, and sent all of it before', () => {
  const sent = async (end: (session: Session) => void) => {
    const directory = tempDir();
    const agentops = program(directory, { name: 'it', export: () => {} });
    const session = agentops.startSession({ name: 's' });
    session.startTool('t').end();
    end(session);
    expect(await agentops.flush()).toBe(true);
    agentops.shutdown();
    age(directory, 2 * hour);
    return directory;
  };

  it('leaves nothing that waits, but for its last word', async () => {
    const directory = await sent((session) => session.end({ endState: 'Success' }));
    expect(report(directory)).toMatchObject({
      ok: true,
      destinations: [{ pendingBytes: 0, pendingWriters: 0, abandonedSince: null }],
      writers: [{ closedInOrder: true, reason: 'AgentOps was shut down' }],
    });
    expect(text(directory).stdout).toMatch(/^ {4}sent 5 records, .* · nothing pending$/m);
  });

  it('leaves the end of the session that was open then', async () => {
    const directory = await sent(() => {});
    expect(report(directory)).toMatchObject({
      ok: false,
      destinations: [{ pendingWriters: 1, abandonedSince: expect.any(Number) }],
      writers: [{ reason: 'AgentOps was shut down before the session was ended' }],
    });
  });
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

/** A program that was refused what it recorded. */
async function refused() {
  const directory = tempDir();
  const url = await serverThatAnswers(400, 'too odd');
  const agentops = program(directory, new OtlpExporter({ endpoint: url }));
  const session = agentops.startSession({ name: 's' });
  const record = async (...names: string[]) => {
    for (const name of names) session.startTool(name).end();
    await agentops.flush();
  };
  await record('one', 'two', 'three');
  return { directory, url, record };
}

it('shows what was refused, with the reason, as a problem', async () => {
  const { directory, url } = await refused();
  const { status, stdout } = text(directory);
  expect(status).toBe(1);
  expect(stdout).toContain(`  ✗ otlp ${url}/v1/traces\n`);
  expect(stdout).toMatch(/^ {4}refused 3: .*400.* too odd$/m);
  expect(stdout).toContain('agentops doctor --seen');
  expect(report(directory).problems).toEqual([
    expect.stringMatching(/ refused 3 of what it was sent, for good: .*too odd/),
  ]);
});

describe('doctor --seen', () => {
  const seen = (directory: string, ...args: string[]) =>
    runCli(['doctor', '--seen', '--dir', directory, ...args], { env });

  it('makes what was refused no problem, though it stays visible, until there is more', async () => {
    const { directory, url, record } = await refused();
    const { status, stdout } = seen(directory);
    expect(status).toBe(0);
    expect(stdout).toContain(`  ✓ otlp ${url}/v1/traces\n`);
    expect(stdout).toMatch(/^ {4}refused 3 \(seen\): .*400.* too odd$/m);
    expect(stdout).toContain('✓ Nothing is wrong.');
    expect(stdout).not.toContain('doctor --seen');
    expect(text(directory)).toMatchObject({ status: 0 });
    await record('four');
    expect(text(directory).status).toBe(1);
    expect(text(directory).stdout).toMatch(/^ {4}refused 4 \(3 seen\): /m);
    expect(report(directory)).toMatchObject({
      problems: [expect.stringMatching(/ refused 1 more of what it was sent, for good: /)],
      destinations: [{ refused: 4, seen: { refused: 3, lostBytes: 0 } }],
    });
  });

  it('makes what was deleted before it was sent no problem, until there is more', () => {
    const directory = tempDir();
    loseUnsent(directory);
    expect(report(directory).problems).toHaveLength(2);
    const { status, stdout } = seen(directory, '--json');
    expect(status).toBe(0);
    const { problems, warnings, seen: known, losses, destinations } = JSON.parse(stdout);
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(known).toEqual([expect.stringMatching(/B lost: segment 0 /)]);
    expect(losses).toMatchObject([{ seen: true }]);
    expect(destinations[0].seen.lostBytes).toBe(destinations[0].lostBytes);
    expect(text(directory).stdout).toMatch(/ · lost .*B \(seen\)$/m);
    loseUnsent(directory);
    expect(report(directory).problems).toEqual([
      expect.stringMatching(/B lost: segment 0 of writer/),
      expect.stringMatching(/B more meant for http:\/\/127.0.0.1:9 were deleted before/),
    ]);
  });

  it('is forgotten where the file of it is damaged, or what it counted is gone', async () => {
    const { directory } = await refused();
    expect(seen(directory).status).toBe(0);
    writeFileSync(join(directory, 'doctor-seen.json'), '{"v":1,"dest');
    expect(text(directory).status).toBe(1);
    const counted = { destinations: [{ ...report(directory).destinations[0], refused: 9 }] };
    writeFileSync(join(directory, 'doctor-seen.json'), JSON.stringify({ ...counted, losses: [] }));
    expect(text(directory).status).toBe(1);
  });

  it('is for a data directory', () => {
    const { status, stderr } = runCli(['doctor', '--seen', '--url', 'http://127.0.0.1:9']);
    expect(status).toBe(1);
    expect(stderr).toContain('--seen is for a data directory');
  });
});

/** What a program recorded for a destination that was away, and another one deletes a month later. */
function loseUnsent(directory: string): void {
  const exporter = () => new HttpExporter({ endpoint: 'http://127.0.0.1:9' });
  const first = program(directory, exporter());
  first.startSession({ name: 'never sent' }).startTool('t').end();
  first.shutdown();
  age(directory, 31 * day);
  // A program deletes what is too old when it has had time to start.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  program(directory, exporter()).startSession({ name: 'a month later' });
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
}

it('shows what was deleted before it was sent, as a problem', () => {
  const directory = tempDir();
  loseUnsent(directory);
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
