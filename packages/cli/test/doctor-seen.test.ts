import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AdapterRecorder, type AgentOps } from '@agentops/core';
import { describe, expect, it, vi } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { recordInto } from './record.ts';
import { runCli } from './run-cli.ts';

const source = { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7.57.0' };
const failed = { level: 'error', code: 'mapper-failed', message: 'The mapper failed.' } as const;

const report = (dir: string) => JSON.parse(runCli(['doctor', '--json', '--dir', dir]).stdout);
const doctor = (dir: string, ...args: string[]) => runCli(['doctor', '--dir', dir, ...args]);

/** Each of its sayings is a problem, or a warning. */
const sayings: Record<string, (agentops: AgentOps) => void> = {
  'an error of AgentOps': (agentops) => agentops.report(failed),
  'a warning of AgentOps': (agentops) => agentops.report({ ...failed, level: 'warn' }),
  'an error of an adapter': (agentops) => {
    const recorder = new AdapterRecorder(agentops, { source });
    recorder.report({ level: 'info', code: 'attached', message: 'attached to openai' });
    recorder.report(failed);
  },
  'a host that was not attached': (agentops) =>
    new AdapterRecorder(agentops, { source }).report({ ...failed, code: 'not-attached' }),
};

function say(dir: string, what: string): void {
  recordInto(dir, (agentops) => {
    agentops.startSession().end({ endState: 'Success' });
    sayings[what]?.(agentops);
  });
}

describe.each(Object.keys(sayings))('%s', (what) => {
  it('is seen, stays visible, and counts again when it is said again', () => {
    const dir = join(tempDir(), '.agentops');
    say(dir, what);
    const isProblem = !what.startsWith('a warning');
    const before = doctor(dir);
    expect(before.status).toBe(isProblem ? 1 : 0);
    expect(before.stdout).not.toContain('Nothing is wrong');
    expect(before.stdout).toContain('agentops doctor --seen');
    const { status, stdout } = doctor(dir, '--seen');
    expect(status).toBe(0);
    expect(stdout).toContain('The mapper failed. (seen)');
    expect(stdout).toContain('✓ Nothing is wrong.');
    expect(stdout).not.toContain('doctor --seen');
    const { problems, warnings, seen, unseen } = report(dir);
    expect({ problems, warnings, unseen }).toEqual({ problems: [], warnings: [], unseen: 0 });
    expect(seen).toEqual([expect.stringContaining('The mapper failed.')]);
    say(dir, what);
    expect(report(dir)).toMatchObject({ ok: !isProblem, seen: [], unseen: 1 });
  });
});

it.each([
  ['a line that is torn', '{"v":1,"writ\n'],
  ['a line that is no record', '{"some":"thing"}\n'],
])('%s is seen, until there is another', (_, line) => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => agentops.startSession().end({ endState: 'Success' }));
  const [name = ''] = readdirSync(join(dir, 'spool'));
  const damage = () => appendFileSync(join(dir, 'spool', name), line);
  damage();
  expect(doctor(dir).status).toBe(1);
  expect(doctor(dir, '--seen')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^· 1 line of the spool can't be read/m),
  });
  damage();
  expect(report(dir).problems).toEqual([expect.stringMatching(/^1 line of the spool can't/)]);
});

it('says of a warning alone that there is one, and exits with 0', () => {
  const dir = join(tempDir(), '.agentops');
  vi.stubEnv('AGENTOPS_ENDPOINT', 'http://127.0.0.1:9');
  recordInto(dir, (agentops) => agentops.startSession().end({ endState: 'Success' }));
  vi.unstubAllEnvs();
  const { status, stdout } = doctor(dir);
  expect(status).toBe(0);
  expect(stdout).toContain('AGENTOPS_ENDPOINT is set, but nothing is sent there.');
  expect(stdout).toContain('! No problem found, but 1 warning: see above.\n');
});
