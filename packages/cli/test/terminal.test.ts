import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { widest } from './normalise.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { runCli, runShell } from './run-cli.ts';

const colour = '\u001b[';

describe('colour', () => {
  const commands = [['sessions'], ['show', 'last'], ['doctor']];

  it.each(commands)(
    '%s: none in a pipe, some with FORCE_COLOR, none with NO_COLOR',
    (...command) => {
      const dir = join(tempDir(), '.agentops');
      recordInto(dir, recordAnalysis);
      const run = (args: string[], env: Record<string, string> = {}) =>
        runCli([...command, ...args, '--dir', dir], { env }).stdout;
      expect(run([])).not.toContain(colour);
      expect(run([], { FORCE_COLOR: '1' })).toContain(colour);
      expect(run([], { FORCE_COLOR: '0' })).not.toContain(colour);
      expect(run([], { FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(colour);
      expect(run(['--no-color'], { FORCE_COLOR: '1' })).not.toContain(colour);
      expect(run([], { CI: 'true' })).not.toContain(colour);
    },
  );
});

describe('pipes', () => {
  it('a reader that has had enough is no error', () => {
    const dir = join(tempDir(), '.agentops');
    recordInto(dir, (agentops) => {
      const session = agentops.startSession();
      for (let n = 0; n < 5000; n++) session.startTool(`tool ${n}`).end({ result: 'x'.repeat(80) });
    });
    const ran = runShell('"$NODE" "$MAIN" show last --dir "$DIR" | head -n 1', { DIR: dir });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const json = runShell('"$NODE" "$MAIN" show last --json --dir "$DIR" | head -c 10', {
      DIR: dir,
    });
    expect(json).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the data directory', () => {
  const commands = [['sessions'], ['show', 'last'], ['tail'], ['doctor']];

  it.each(commands)('%s: none is a clear message and exit code 2', (...command) => {
    const cwd = tempDir();
    const none = runCli(command, { cwd });
    expect(none).toMatchObject({ status: 2, stdout: '' });
    expect(none.stderr).toContain('there is no .agentops there');
    expect(none.stderr).toContain('--dir <path> or AGENTOPS_DIR');
    const named = runCli([...command, '--dir', join(cwd, 'x')], { cwd });
    expect(named).toMatchObject({ status: 2, stdout: '' });
    expect(named.stderr).toContain(`${join(cwd, 'x')} is no data directory`);
    const env = runCli(command, { cwd, env: { AGENTOPS_DIR: 'y' } });
    expect(env).toMatchObject({ status: 2, stdout: '' });
    expect(env.stderr).toContain(`AGENTOPS_DIR names ${join(cwd, 'y')}`);
  });

  it('is found upwards from the current folder, by AGENTOPS_DIR, and by --dir', () => {
    const root = tempDir();
    const deep = join(root, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    recordInto(join(root, '.agentops'), (agentops) => agentops.startSession({ name: 'found' }));
    expect(runCli(['sessions'], { cwd: deep }).stdout).toContain('found');
    const elsewhere = tempDir();
    const env = { AGENTOPS_DIR: join(root, '.agentops') };
    expect(runCli(['sessions'], { cwd: elsewhere, env }).stdout).toContain('found');
    expect(runCli(['--dir', root, 'sessions'], { cwd: elsewhere }).stdout).toContain('found');
  });
});

describe('usage', () => {
  it.each([[], ['show'], ['up'], ['export'], ['prune']])('%s --help', (...command) => {
    const { status, stdout } = runCli([...command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: agentops');
    expect(stdout).toContain('--dir <path>');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  it('says its version, with any command', () => {
    expect(runCli(['sessions', '--version']).stdout).toMatch(/^\d+\.\d+\.\d+$/m);
  });

  it('an unknown command is an error', () => {
    expect(runCli(['nonsense'])).toMatchObject({ status: 1, stdout: '' });
  });
});
