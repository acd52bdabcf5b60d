import { type AgentOpsRecord, readSpool } from '@agentops/core';
import { type IngestReceiverOptions, startIngestReceiver } from '@agentops/testkit/ingest-receiver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startLiveProgram } from './live-program.ts';
import { recordInto } from './record.ts';
import { RunningCli } from './run-cli.ts';

async function collector(options?: IngestReceiverOptions) {
  const started = await startIngestReceiver(options);
  onTestFinished(() => started.close());
  return started;
}

/** A directory with what programs recorded that are over. */
function leftBehind(programs: number): string {
  const directory = tempDir();
  for (let n = 0; n < programs; n++) {
    recordInto(directory, (agentops) => {
      const session = agentops.startSession({ name: `program ${n}` });
      session.startTool('t', { arguments: 'c4n4ry' }).end();
      session.end({ endState: 'Success' });
    });
  }
  return directory;
}

/** The command, in the background: the collector is in this process. */
async function drain(directory: string, args: string[], env?: Record<string, string>) {
  const cli = new RunningCli(['drain', '--dir', directory, ...args], env);
  const status = await cli.ended;
  return { status, stdout: cli.stdout, stderr: cli.stderr };
}

const records = (directory: string) => readSpool(directory).records as AgentOpsRecord[];
const keys = (all: readonly AgentOpsRecord[]) =>
  all.map(({ writer, seq }) => `${writer}:${seq}`).sort();

describe('agentops drain', () => {
  it('sends what programs left, once, and says how much', async () => {
    const directory = leftBehind(3);
    const there = await collector();
    const { url } = there;
    const first = await drain(directory, [], { AGENTOPS_ENDPOINT: url });
    const count = records(directory).length;
    expect(first).toMatchObject({
      status: 0,
      stdout: `✓ sent ${count} records of 3 processes to ${url}\n`,
      stderr: '',
    });
    expect(there.requests.length).toBeGreaterThan(0);
    const second = await drain(directory, ['--endpoint', url]);
    expect(second).toMatchObject({ status: 0, stdout: `✓ ${url} has everything.\n` });
    expect(there.requests.reduce((sum, request) => sum + request.records, 0)).toBe(count);
  });

  it('gives the whole records, or with --no-content and by AGENTOPS_CAPTURE_CONTENT=false no content', async () => {
    const directory = leftBehind(1);
    const whole = await collector();
    await drain(directory, ['--endpoint', whole.url]);
    expect(keys(whole.records)).toEqual(keys(records(directory)));
    expect(JSON.stringify(whole.records)).toContain('c4n4ry');
    for (const [args, env] of [
      [['--no-content'], {}],
      [[], { AGENTOPS_CAPTURE_CONTENT: 'false' }],
    ] as const) {
      const bare = await collector();
      await drain(directory, ['--endpoint', bare.url, ...args], env);
      expect(keys(bare.records)).toEqual(keys(records(directory)));
      expect(JSON.stringify(bare.records)).not.toContain('c4n4ry');
    }
  });

  it('says in JSON what was sent, by process', async () => {
    const directory = leftBehind(2);
    const { url } = await collector();
    const { stdout } = await drain(directory, ['--endpoint', url, '--json']);
    const bytes = expect.any(Number);
    const sent = { sentBytes: bytes, withheldSessions: 0, refused: 0, unsentBytes: 0 };
    const one = { ...sent, sentRecords: 6, running: false };
    expect(JSON.parse(stdout)).toEqual({
      directory,
      destination: url,
      complete: true,
      ...sent,
      sentRecords: 12,
      meantElsewhere: 0,
      sessionCosts: [],
      writers: [one, one].map((writer) => ({
        ...writer,
        writer: expect.any(String),
        pid: process.pid,
        hostname: expect.any(String),
      })),
    });
  });

  it('tries again while the collector fails', async () => {
    const directory = leftBehind(1);
    const there = await collector({
      answer: ({ index }) => ({ status: index < 2 ? 503 : 200 }),
    });
    const { url } = there;
    const { status } = await drain(directory, ['--endpoint', url]);
    expect(status).toBe(0);
    expect(there.requests.map((request) => request.status)).toEqual([503, 503, 200]);
  });

  it('ends with 1 and the reason where the collector goes on failing; the rest stays', async () => {
    const directory = leftBehind(2);
    const { url } = await collector({ answer: () => ({ status: 401 }) });
    const { status, stdout } = await drain(directory, ['--endpoint', url, '--timeout', '0']);
    expect(status).toBe(1);
    expect(stdout.match(/unsent: .* answered 401 \(check AGENTOPS_[A-Z_]+/g)).toHaveLength(2);
    const good = await collector();
    await drain(directory, ['--endpoint', good.url, '--name', url]);
    expect(keys(good.records)).toEqual(keys(records(directory)));
  });

  it('leaves to a program that runs what is its own, which is no failure', async () => {
    const directory = tempDir();
    const program = await startLiveProgram(directory);
    const there = await collector();
    const { url } = there;
    const { status, stdout } = await drain(directory, ['--endpoint', url]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^… .* of process \d+ on .* unsent: process \d+ still runs$/m);
    expect(there.requests).toEqual([]);
    await program.kill();
  });

  it.each([
    [[], 'Where to? Set AGENTOPS_ENDPOINT'],
    [['--endpoint', 'here'], '"here" is no http or https address'],
    [['--endpoint', 'http://127.0.0.1:1', '--timeout', 'long'], '--timeout takes seconds'],
  ])('says what is wrong with %j', async (args, message) => {
    const { status, stderr } = await drain(leftBehind(1), args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
