import { appendFileSync, chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AdapterRecorder, type AgentOps } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startLiveProgram } from './live-program.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli } from './run-cli.ts';

const source = { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7.57.0' };

/** What an adapter does that is attached, and records a call. */
function recordCall(agentops: AgentOps): void {
  const recorder = new AdapterRecorder(agentops, { source });
  recorder.report({ level: 'info', code: 'attached', message: 'attached to openai' });
  agentops.startSession();
  const origin = recorder.locate();
  if (!origin) throw new Error('AgentOps is off');
  recorder.start(origin, { type: 'llm' }, {}, () => ({ requestModel: 'gpt-4o' })).end();
}

function spoolFile(dir: string): string {
  const [name = ''] = readdirSync(join(dir, 'spool'));
  return join(dir, 'spool', name);
}

const report = (dir: string) => JSON.parse(runCli(['doctor', '--json', '--dir', dir]).stdout);

describe('when nothing is wrong', () => {
  it('says what is there, and exits with 0', () => {
    const dir = join(tempDir(), '.agentops');
    recordInto(dir, (agentops) => {
      recordCall(agentops);
      recordAnalysis(agentops);
    });
    const ran = runCli(['doctor', '--dir', dir], { env: { COLUMNS: '80' } });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toContain(`✓ ${dir}`);
    expect(ran.stdout).toContain('named by --dir');
    expect(ran.stdout).toContain('2 sessions (0 open), 11 events');
    expect(ran.stdout).toContain('✓ openai 7.57.0 attached, 1 event');
    expect(ran.stdout).toContain('1 LLM call without token usage');
    expect(ran.stdout).toContain('0 alive, 1 gone');
    expect(ran.stdout).toMatch(/price table: @pydantic\/genai-prices \d/);
    expect(ran.stdout).toContain(`node ${process.version}`);
    expect(ran.stdout).toContain('✓ Nothing is wrong.');
    expect(report(dir)).toMatchObject({
      ok: true,
      problems: [],
      directory: { path: dir, foundBy: '--dir', writable: true, spoolFiles: 1 },
      hosts: [{ ...source, attached: true, events: 1, llmCallsWithoutUsage: 1, messages: [] }],
      writers: [{ pid: process.pid, alive: false, closedInOrder: true }],
    });
  });

  it('says once what an adapter had to say, and that this is no problem', () => {
    const dir = join(tempDir(), '.agentops');
    const message = 'openai sends no token usage in streams unless it is asked to.';
    recordInto(dir, (agentops) => {
      recordCall(agentops);
      const recorder = new AdapterRecorder(agentops, { source });
      recorder.report({ level: 'info', code: 'usage-not-sent', message });
    });
    const { status, stdout } = runCli(['doctor', '--dir', dir]);
    expect(status).toBe(0);
    expect(stdout.split(message)).toHaveLength(2);
    expect(report(dir)).toMatchObject({ ok: true, warnings: [message] });
  });

  it('shows the environment, and never the key', () => {
    const dir = join(tempDir(), '.agentops');
    recordInto(dir, recordAnalysis);
    const env = {
      AGENTOPS_API_KEY: 'very-secret-1',
      AGENTOPS_TOKEN: 'very-secret-4',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=very-secret-5',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:very-secret-6@otlp.example.com/?key=very-secret-7',
      AGENTOPS_ENDPOINT: 'https://me:very-secret-2@example.com/v1?token=very-secret-3',
      AGENTOPS_LOG: 'debug',
    };
    for (const args of [[], ['--json']]) {
      const { stdout } = runCli(['doctor', ...args, '--dir', dir], { env });
      expect(stdout).not.toContain('very-secret');
      expect(stdout).toContain('https://example.com/v1');
      expect(stdout).toContain('https://otlp.example.com/');
      expect(stdout).toContain('debug');
    }
  });

  it('tells living writers from killed ones, with the reason', async () => {
    const dir = join(tempDir(), '.agentops');
    const live = await startLiveProgram(dir);
    expect(report(dir).writers).toMatchObject([{ pid: live.pid, alive: true, reason: null }]);
    expect(runCli(['doctor', '--dir', dir]).stdout).toContain('1 alive, 0 gone');
    await live.kill();
    expect(report(dir)).toMatchObject({
      ok: true,
      writers: [
        {
          alive: false,
          closedInOrder: false,
          reason: `process ${live.pid} is gone (killed or crashed)`,
        },
      ],
    });
  });
});

describe('when something is wrong it says what, and exits with 1', () => {
  function broken(spoil: (agentops: AgentOps, dir: string) => void, after?: (dir: string) => void) {
    const dir = join(tempDir(), '.agentops');
    recordInto(dir, (agentops) => {
      agentops.startSession().end();
      spoil(agentops, dir);
    });
    after?.(dir);
    const ran = runCli(['doctor', '--dir', dir]);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain('1 problem found.');
    const { ok, problems } = report(dir);
    expect(ok).toBe(false);
    return problems as string[];
  }
  const append = (text: string) => (dir: string) => appendFileSync(spoolFile(dir), text);

  it('an adapter that could not attach', () => {
    const problems = broken((agentops) => {
      const recorder = new AdapterRecorder(agentops, { source });
      recorder.report({ level: 'error', code: 'not-attached', message: 'It has no request().' });
    });
    expect(problems).toEqual(['openai 7.57.0 is not attached. It has no request().']);
  });

  it('lines that are no records', () => {
    const [problem] = broken(() => {}, append('{"torn\n'));
    expect(problem).toContain("1 line of the spool can't be read");
  });

  it('records of a newer version', () => {
    const record = { v: 99, writer: 'w', seq: 0, time: 0, kind: 'x' };
    const [problem] = broken(() => {}, append(`${JSON.stringify(record)}\n`));
    expect(problem).toContain('1 record of format version 99');
  });

  it('losses', () => {
    const record = {
      v: 1,
      writer: 'w',
      seq: 0,
      time: 0,
      kind: 'loss',
      reason: 'over the bound',
      records: 7,
      bytes: 2048,
    };
    const [problem] = broken(() => {}, append(`${JSON.stringify(record)}\n`));
    expect(problem).toBe('7 records, 2.0 KiB lost: over the bound.');
  });

  it.skipIf(process.getuid?.() === 0)('a directory that is read-only', () => {
    const [problem] = broken(
      () => {},
      (dir) => chmodSync(join(dir, 'spool'), 0o500),
    );
    expect(problem).toContain("can't be written to");
  });
});
