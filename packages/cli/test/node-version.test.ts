import { expect, it } from 'vitest';
import { nodeTooOld } from '../src/node-version.ts';
import { runCli } from './run-cli.ts';

it.each(['v20.19.5', '22.11.0', 'v18.0.0'])('%s is too old', (version) => {
  expect(nodeTooOld(version)).toBe(`Node.js ${version} is too old: AgentOps needs 22.12 or newer.`);
});

it.each(['v22.12.0', '24.0.0', 'v25.1.0-nightly'])('%s is new enough', (version) => {
  expect(nodeTooOld(version)).toBeUndefined();
});

it('is asked first, by every command', () => {
  const pretend = 'Object.defineProperty(process, "version", { value: "v20.19.5" })';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretend)}` };
  for (const command of ['sessions', 'doctor', 'up']) {
    expect(runCli([command], { env })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'agentops: Node.js v20.19.5 is too old: AgentOps needs 22.12 or newer.\n',
    });
  }
});
