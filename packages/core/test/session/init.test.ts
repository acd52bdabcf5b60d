import { afterEach, describe, expect, it, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Recording, withSessions } from '../recording.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('init', () => {
  it('starts a session and returns it at once', () => {
    const recording = new Recording();
    const session = recording.agentops.init({ ...recording.options, name: 'one', tags: ['a'] });
    expect(session?.endState).toBeUndefined();
    expect(recording.read().sessions).toMatchObject([
      { id: session?.id, name: 'one', tags: ['a'] },
    ]);
  });

  it('returns null and starts nothing with autoStartSession: false', () => {
    const recording = new Recording();
    expect(recording.agentops.init({ ...recording.options, autoStartSession: false })).toBeNull();
    expect(recording.read().sessions).toEqual([]);
  });

  it('returns the one session when it is called again, warns once, and changes nothing', () => {
    const recording = new Recording();
    const session = recording.agentops.init(recording.options);
    const elsewhere = tempDir();
    const again = { directory: elsewhere, name: 'other', tags: ['other'] };
    expect(recording.agentops.init(again)).toBe(session);
    expect(recording.agentops.init(again)).toBe(session);
    expect(recording.codes).toEqual(['initialised-twice']);
    expect(recording.agentops.directory).toBe(recording.directory);
    expect(recording.read().sessions).toHaveLength(1);
    expect(recording.read().sessions[0]?.tags).toEqual([]);
  });

  it('returns null when it is called again while there are several sessions', () => {
    const { recording, agentops } = withSessions(2);
    expect(agentops.init()).toBeNull();
    expect(recording.read().sessions).toHaveLength(2);
    expect(recording.codes).toEqual(['initialised-twice']);
  });

  it('starts a session when it is called again while there is none', () => {
    const { recording, agentops } = withSessions(0);
    const session = agentops.init();
    expect(recording.read().sessions).toMatchObject([{ id: session?.id }]);
  });

  it('asks no network, whatever endpoint the environment names', () => {
    vi.stubEnv('AGENTOPS_ENDPOINT', 'http://127.0.0.1:1/nobody/listens');
    const fetched = vi.spyOn(globalThis, 'fetch');
    const recording = new Recording();
    const session = recording.agentops.init(recording.options);
    session?.startTool('t').end();
    expect(fetched).not.toHaveBeenCalled();
    expect(recording.read().events).toHaveLength(1);
  });

  it('keeps what is JSON of attributes that are not', () => {
    const recording = new Recording();
    const cyclic: Record<string, unknown> = { n: 1n };
    cyclic.self = cyclic;
    recording.agentops.init({ ...recording.options, attributes: cyclic });
    expect(recording.read().sessions[0]?.attributes).toEqual({ n: '1', self: '[circular]' });
  });

  it('records nothing of attributes that the host changes afterwards', () => {
    const recording = new Recording();
    const attributes = { model: 'before' };
    recording.agentops.init({ ...recording.options, attributes });
    attributes.model = 'after';
    expect(recording.read().sessions[0]?.attributes).toEqual({ model: 'before' });
  });
});

describe('startSession', () => {
  it('starts one more session each time', () => {
    const { recording, agentops } = withSessions(1);
    const two = agentops.startSession({ name: 'two' });
    const three = agentops.startSession({ name: 'three', tags: ['x', 'x'] });
    expect(new Set([two.id, three.id]).size).toBe(2);
    expect(recording.read().sessions.map(({ name }) => name)).toEqual([
      'session 1',
      'two',
      'three',
    ]);
    expect(recording.read().session(three.id).tags).toEqual(['x']);
  });

  it('initialises from the environment where init was not called', () => {
    const recording = new Recording();
    vi.stubEnv('AGENTOPS_DIR', recording.directory);
    vi.stubEnv('AGENTOPS_LOG', 'silent');
    const session = recording.agentops.startSession();
    vi.unstubAllEnvs();
    expect(recording.agentops.directory).toBe(recording.directory);
    expect(recording.read().sessions).toMatchObject([{ id: session.id }]);
  });

  it('says of which machine, runtime and process the session is', () => {
    const { recording } = withSessions(1);
    expect(recording.read().sessions[0]?.hostEnv).toMatchObject({
      pid: process.pid,
      runtime: `node ${process.version}`,
    });
  });
});

describe('signal handlers', () => {
  it('are not installed by init, nor by recording', () => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGBREAK'];
    const listeners = () =>
      [...signals, 'uncaughtException', 'unhandledRejection', 'beforeExit'].map((name) =>
        process.listenerCount(name),
      );
    const before = listeners();
    const { sessions } = withSessions(2);
    sessions[0]?.startTool('t').end();
    expect(listeners()).toEqual(before);
  });
});
