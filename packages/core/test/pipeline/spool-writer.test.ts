import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { AgentOps } from '../../src/agentops.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import type { Session } from '../../src/session/session.ts';
import { Recording, readDirectory, withSessions } from '../recording.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

function oneSegment(directory: string): string {
  const { spool } = pathsOf(directory);
  const [name, ...more] = readdirSync(spool);
  expect(more).toEqual([]);
  return join(spool, name as string);
}

describe('the data directory', () => {
  it("is its owner's alone, and git leaves it alone", () => {
    const recording = new Recording();
    const directory = join(recording.directory, 'made', 'anew');
    recording.agentops.init({ ...recording.options, directory });
    expect(modeOf(directory)).toBe(0o700);
    for (const folder of ['spool', 'blobs']) expect(modeOf(join(directory, folder))).toBe(0o700);
    expect(modeOf(oneSegment(directory))).toBe(0o600);
    expect(modeOf(join(directory, '.gitignore'))).toBe(0o600);
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('keeps the .gitignore that somebody has put there', () => {
    const recording = new Recording();
    writeFileSync(join(recording.directory, '.gitignore'), 'mine\n');
    recording.agentops.init(recording.options);
    expect(readFileSync(join(recording.directory, '.gitignore'), 'utf8')).toBe('mine\n');
  });

  it('is not made before there is anything to record', () => {
    const recording = new Recording();
    const directory = join(recording.directory, 'later');
    recording.agentops.init({ ...recording.options, directory, autoStartSession: false });
    expect(existsSync(directory)).toBe(false);
  });

  it('is replaced by one in the temporary directory where it can not be written to, and that is said', () => {
    const recording = new Recording();
    const file = join(recording.directory, 'file');
    writeFileSync(file, '');
    const temporary = tempDir();
    vi.stubEnv('TMPDIR', temporary);
    const session = recording.agentops.init({
      ...recording.options,
      directory: join(file, 'below'),
    });
    vi.unstubAllEnvs();
    const { directory } = recording.agentops;
    expect(dirname(directory as string)).toBe(temporary);
    expect(modeOf(directory as string)).toBe(0o700);
    expect(recording.codes).toEqual(['directory-unwritable']);
    const read = readDirectory(directory as string);
    expect(read.sessions).toMatchObject([{ id: session?.id }]);
    expect(read.diagnostics).toMatchObject([{ code: 'directory-unwritable' }]);
    expect(session?.env().AGENTOPS_DIR).toBe(directory);
  });

  it("is not taken from another user's hands in the temporary directory", () => {
    const recording = new Recording();
    const temporary = tempDir();
    vi.stubEnv('TMPDIR', temporary);
    const shared = join(temporary, `agentops-${process.getuid?.()}`);
    writeFileSync(shared, 'planted');
    const file = join(recording.directory, 'file');
    writeFileSync(file, '');
    recording.agentops.init({ ...recording.options, directory: join(file, 'below') });
    vi.unstubAllEnvs();
    const { directory } = recording.agentops;
    expect(directory).not.toBe(shared);
    expect(basename(directory as string)).toMatch(/^agentops-/);
    expect(readFileSync(shared, 'utf8')).toBe('planted');
  });

  it('is done without where there is none at all: nothing throws, and that is said', async () => {
    const recording = new Recording();
    const file = join(recording.directory, 'file');
    writeFileSync(file, '');
    vi.stubEnv('TMPDIR', join(file, 'tmp'));
    const session = recording.agentops.init({
      ...recording.options,
      directory: join(file, 'below'),
    });
    session?.startTool('t', { arguments: 'x'.repeat(300_000) }).end();
    vi.unstubAllEnvs();
    expect(await recording.agentops.flush()).toBe(true);
    expect(recording.agentops.directory).toBeUndefined();
    expect(session?.env()).not.toHaveProperty('AGENTOPS_DIR');
    expect(recording.diagnostics).toMatchObject([{ level: 'error', code: 'directory-unwritable' }]);
  });

  it('is made anew when somebody deletes it under a running process', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const calls = (name: string) =>
      sessions[0]?.startLLM({
        name,
        inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'the same' }] }],
      });
    calls('before');
    rmSync(recording.directory, { recursive: true });
    const after = agentops.startSession({ name: 'after' });
    calls('call after');
    const read = recording.read();
    expect(read.sessions).toMatchObject([{ id: sessions[0]?.id }, { id: after.id, name: 'after' }]);
    expect(read.event('call after')).toMatchObject({ inputMessages: [{ role: 'user' }] });
    expect(read.event('call after').content).toBeUndefined();
    expect(read.writers[0]?.info?.segment).toBe(1);
    expect(existsSync(join(recording.directory, '.gitignore'))).toBe(true);
  });
});

describe('a writer', () => {
  it('has every record on disk when the call that made it returns', () => {
    const { recording, sessions } = withSessions(1);
    const path = oneSegment(recording.directory);
    let size = statSync(path).size;
    const grown = () => {
      const before = size;
      size = statSync(path).size;
      return size > before;
    };
    const session = sessions[0] as Session;
    const event = session.startTool('t');
    expect(grown()).toBe(true);
    event.update({ logs: 'x' });
    expect(grown()).toBe(true);
    event.end();
    expect(grown()).toBe(true);
    session.addTags('x');
    expect(grown()).toBe(true);
    expect(readFileSync(path, 'utf8').endsWith('}\n')).toBe(true);
  });

  it('numbers its records without a gap, and its times never go back', () => {
    const { recording, sessions } = withSessions(3);
    for (const session of sessions) session.startTool('t').end();
    const { records } = recording.read();
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index));
    const times = records.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(records[0]).toMatchObject({
      kind: 'writer',
      v: 1,
      info: { pid: process.pid, segment: 0, hostname: expect.any(String) },
    });
  });

  it('shares the directory with others, each in its own file', () => {
    const directory = tempDir();
    const instances = [1, 2, 3].map(() => new AgentOps());
    for (const [index, agentops] of instances.entries()) {
      agentops.init({ directory, name: `of ${index}`, logLevel: 'silent' });
    }
    for (const agentops of instances) agentops.endSession({ endState: 'Success' });
    for (const agentops of instances) agentops.shutdown();
    const { sessions, writers, losses } = readDirectory(directory);
    expect(sessions.map(({ name }) => name)).toEqual(['of 0', 'of 1', 'of 2']);
    expect(writers).toHaveLength(3);
    expect(losses).toEqual([]);
  });

  it('says in order that it closes', () => {
    const { recording, agentops } = withSessions(1);
    agentops.shutdown('enough');
    const { records, sessions } = recording.read();
    expect(records.at(-1)).toMatchObject({ kind: 'close', reason: 'enough' });
    expect(sessions).toMatchObject([{ endState: 'Indeterminate', endStateReason: 'enough' }]);
  });
});
