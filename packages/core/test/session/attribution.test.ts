import { describe, expect, it, vi } from 'vitest';
import {
  AdapterRecorder,
  type AdapterRecorderOptions,
} from '../../src/adapter/adapter-recorder.ts';
import { MultiSessionError } from '../../src/errors.ts';
import { Recording, withSessions } from '../recording.ts';

const source = { adapter: '@agentops/adapter-test', host: 'test', hostVersion: '1.0.0' };

type Setup = ReturnType<typeof withSessions>;

function adapter(
  { agentops }: Pick<Setup, 'agentops'>,
  options: Partial<AdapterRecorderOptions> = {},
) {
  const recorder = new AdapterRecorder(agentops, { source, ...options });
  return {
    recorder,
    /** What an adapter does at a call of an LLM client. */
    llmCall(name: string, hostSession?: Parameters<AdapterRecorder['locate']>[0]) {
      const origin = recorder.locate(hostSession);
      if (origin) recorder.start(origin, { type: 'llm', name }, {}, () => ({})).end();
    },
  };
}

describe('how an event finds its session', () => {
  it('prefers the handle to everything else', () => {
    const setup = withSessions(3);
    const [a, b, c] = setup.sessions;
    b?.run(() => adapter(setup, { session: a as never }).llmCall('call', c));
    expect(setup.recording.read().event('call')).toMatchObject({
      sessionId: a?.id,
      attribution: 'handle',
    });
  });

  it("prefers the host's session id to the context", () => {
    const setup = withSessions(2);
    const [a, b] = setup.sessions;
    b?.run(() => adapter(setup).llmCall('call', a));
    expect(setup.recording.read().event('call')).toMatchObject({
      sessionId: a?.id,
      attribution: 'host-id',
    });
  });

  it('uses the context where nobody names a session', () => {
    const setup = withSessions(2);
    const [, b] = setup.sessions;
    b?.run(() => adapter(setup).llmCall('call'));
    expect(setup.recording.read().event('call')).toMatchObject({
      sessionId: b?.id,
      attribution: 'context',
    });
  });

  it('takes the only session where there is no context', () => {
    const setup = withSessions(1);
    adapter(setup).llmCall('call');
    expect(setup.recording.read().event('call')).toMatchObject({
      sessionId: setup.sessions[0]?.id,
      attribution: 'sole',
    });
  });

  it('records under a visible unattributed session where there is none', () => {
    const setup = withSessions(0);
    adapter(setup, { attachedBy: 'hand' }).llmCall('call');
    const read = setup.recording.read();
    const event = read.event('call');
    expect(event.attribution).toBe('none');
    expect(read.session(event.sessionId as string)).toMatchObject({
      name: 'unattributed',
      attributes: { 'agentops.unattributed': true },
    });
  });

  it('does not count the unattributed session as one', () => {
    const setup = withSessions(0);
    adapter(setup).llmCall('stray');
    const session = setup.agentops.startSession();
    expect(() => setup.agentops.addTags('x')).not.toThrow();
    adapter(setup).llmCall('call');
    expect(setup.recording.read().event('call').sessionId).toBe(session.id);
  });

  it("finds no session in another instance's context", () => {
    const setup = withSessions(2);
    const other = withSessions(1);
    setup.sessions[0]?.run(() => adapter(other).llmCall('call'));
    expect(other.recording.read().event('call')).toMatchObject({
      sessionId: other.sessions[0]?.id,
      attribution: 'sole',
    });
  });

  it('says which handle it came through: record, startAction and the functions of a session', () => {
    const { recording, sessions } = withSessions(2);
    sessions[0]?.startAction('by handle').end();
    expect(recording.read().event('by handle')).toMatchObject({
      sessionId: sessions[0]?.id,
      attribution: 'handle',
    });
  });
});

describe('when two ways of finding the session disagree', () => {
  const conflict = 'agentops.attribution.conflict';

  it('the event names the context that the handle overruled', () => {
    const { recording, sessions } = withSessions(2);
    const [a, b] = sessions;
    b?.run(() => a?.startAction('action').end());
    expect(recording.read().event('action').attributes).toEqual({ [conflict]: `context ${b?.id}` });
  });

  it("the event names the context that the host's session overruled", () => {
    const setup = withSessions(2);
    const [a, b] = setup.sessions;
    b?.run(() => adapter(setup).llmCall('call', a));
    expect(setup.recording.read().event('call').attributes).toEqual({
      [conflict]: `context ${b?.id}`,
    });
  });

  it('the event names the context that a patched function overruled', () => {
    const setup = withSessions(2);
    const [a, b] = setup.sessions;
    const create = a?.patch(() => adapter(setup).llmCall('call'));
    b?.run(() => create?.());
    expect(setup.recording.read().event('call')).toMatchObject({
      sessionId: a?.id,
      attribution: 'handle',
      attributes: { [conflict]: `context ${b?.id}` },
    });
  });

  it('the event says nothing of it where they agree', () => {
    const setup = withSessions(2);
    const [a] = setup.sessions;
    a?.run(() => {
      a.startAction('action').end();
      adapter(setup).llmCall('call', a);
      a.patch(() => adapter(setup).llmCall('patched'))();
    });
    for (const event of setup.recording.read().events) expect(event.attributes).toEqual({});
  });
});

describe('a call of a client attached by hand while there are several sessions', () => {
  it('throws MultiSessionError at the call, before anything is recorded or sent', () => {
    const setup = withSessions(2);
    expect(() => adapter(setup, { attachedBy: 'hand' }).llmCall('call')).toThrow(MultiSessionError);
    expect(setup.recording.read().events).toEqual([]);
  });

  it('is recorded inside of session.run and through session.patch', () => {
    const setup = withSessions(2);
    const [a, b] = setup.sessions;
    const client = adapter(setup, { attachedBy: 'hand' });
    a?.run(() => client.llmCall('in run'));
    b?.patch(() => client.llmCall('patched'))();
    expect(setup.recording.read().event('in run').sessionId).toBe(a?.id);
    expect(setup.recording.read().event('patched').sessionId).toBe(b?.id);
  });

  it('is recorded as unattributed with onAmbiguousSession: quarantine', () => {
    const setup = withSessions(2, { onAmbiguousSession: 'quarantine' });
    adapter(setup, { attachedBy: 'hand' }).llmCall('call');
    expect(setup.recording.read().event('call').attribution).toBe('none');
    expect(setup.recording.codes).toEqual(['session-ambiguous']);
  });

  it('is recorded as unattributed with AGENTOPS_ON_AMBIGUOUS_SESSION=quarantine', () => {
    vi.stubEnv('AGENTOPS_ON_AMBIGUOUS_SESSION', 'quarantine');
    const setup = withSessions(2);
    adapter(setup, { attachedBy: 'hand' }).llmCall('call');
    vi.unstubAllEnvs();
    expect(setup.recording.read().event('call').attribution).toBe('none');
  });
});

describe('a call through a framework while there are several sessions', () => {
  it('is recorded as unattributed, never throws, and is said once', () => {
    const setup = withSessions(2);
    const framework = adapter(setup);
    framework.llmCall('first');
    framework.llmCall('second');
    const read = setup.recording.read();
    expect(read.event('first').attribution).toBe('none');
    expect(read.event('second').sessionId).toBe(read.event('first').sessionId);
    expect(setup.recording.codes).toEqual(['session-ambiguous']);
  });
});

describe('a call before init', () => {
  it('is recorded under the directory of the environment', () => {
    const recording = new Recording();
    vi.stubEnv('AGENTOPS_DIR', recording.directory);
    adapter(recording, { attachedBy: 'hand' }).llmCall('early');
    vi.unstubAllEnvs();
    expect(recording.read().event('early').attribution).toBe('none');
  });
});
