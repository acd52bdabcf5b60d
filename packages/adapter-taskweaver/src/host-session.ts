/** Attaches to a host's session object: from then on it is known which of our sessions it is, and when it stops. */
import {
  type AdapterOptions,
  attachOnce,
  type Override,
  overrideMethod,
  type RunOptions,
  type Session,
} from '@agentops/core';
import { SessionRecorder } from './adapter.ts';
import type { SessionEventHandler } from './host/event.ts';
import type { Session as HostSession } from './host/session.ts';
import { mapSession, type RoundFacts, type SessionFacts } from './mapper.ts';
import { adapterName, createRecorder } from './recorder.ts';

export type HostConfig = Readonly<Record<string, unknown>>;

const recorders = new WeakMap<object, SessionRecorder>();
const recordersBySession = new WeakMap<Session, SessionRecorder>();

/**
 * Starts to record a host's session, unless that is done already. Nothing happens where AgentOps is switched off.
 * `handler` is registered with the session's emitter, where the host does not do it.
 */
export function attachHostSession(
  host: HostSession,
  config: HostConfig,
  options: AdapterOptions,
  handler?: SessionEventHandler,
): void {
  attachOnce(host, adapterName, () => {
    const recorder = startRecording(host.session_id, sessionFacts(host, config), options);
    if (!recorder) return {};
    recorders.set(host, recorder);
    if (handler) host.event_emitter?.register(handler);
    const stop = () => recorder.guard(() => handler && host.event_emitter?.unregister(handler));
    const events: Override = {
      remove() {
        recorder.detach(stop);
        return true;
      },
    };
    return { ...hook(host, recorder), events };
  });
}

/** What records a host's session, also after it was detached. */
export function recorderOf(host: HostSession): SessionRecorder | undefined {
  return recorders.get(host);
}

export function startRecording(
  hostId: string,
  facts: SessionFacts,
  options: AdapterOptions,
): SessionRecorder | undefined {
  const recorder = createRecorder(options);
  const session = options.session ?? recorder.hostSession(hostId, mapSession(facts));
  if (!session) return undefined;
  const sessionRecorder = new SessionRecorder(recorder, session, options.session === undefined);
  recordersBySession.set(session, sessionRecorder);
  return sessionRecorder;
}

/** What records the session that code runs in. */
export function recorderOfSession(session: Session | undefined): SessionRecorder | undefined {
  return session && recordersBySession.get(session);
}

/** The session that stands for a host's session; undefined where that is not attached. */
export function sessionOf(host: HostSession): Session | undefined {
  return recorders.get(host)?.session;
}

/**
 * For a process that runs a session's code and joined the session with `session.env()`: what it is to give to `session.run`
 * with each piece of code, so that the plugin calls in it are recorded under the post whose code it is. Plain JSON.
 */
export function runOptionsOf(host: HostSession, executionId?: string): RunOptions {
  return recorders.get(host)?.runOptions(executionId) ?? {};
}

/** What the session's memory says of a round. */
export function roundFacts(host: HostSession, roundId: string): RoundFacts {
  const round = host.memory.conversation.rounds.findLast(({ id }) => id === roundId);
  if (!round) return {};
  const { user_query, state } = round;
  const reply = round.post_list.findLast(({ send_to }) => send_to === 'User')?.message;
  return { user_query, state, ...(reply === undefined ? {} : { reply }) };
}

function sessionFacts(host: HostSession, config: HostConfig): SessionFacts {
  const { session_id, metadata } = host;
  const source = host.config?.src;
  return {
    session_id,
    config: { ...source?.json_file_store, ...config, ...source?.in_memory_store },
    ...(metadata ? { workspace: metadata.workspace, execution_cwd: metadata.execution_cwd } : {}),
    ...(source ? { app_dir: source.app_base_path } : {}),
  };
}

function hook(host: HostSession, recorder: SessionRecorder): Record<string, Override> {
  const { session } = recorder;
  const overrides: Record<string, Override> = {};
  if (host.sendMessage) {
    // All that a round does is told to this session by its context, also in services that several sessions share.
    overrides.sendMessage = overrideMethod(
      host,
      'sendMessage',
      (original) =>
        function (this: unknown, ...args) {
          return session.run(() => Reflect.apply(original, this, args));
        },
    );
  }
  if (host.stop) {
    overrides.stop = overrideMethod(
      host,
      'stop',
      (original) =>
        function (this: unknown, ...args) {
          return settled(
            () => session.run(() => Reflect.apply(original, this, args)),
            () => recorder.guard(() => recorder.end()),
          );
        },
    );
  }
  return overrides;
}

/** Calls `after` when the call is over, which ends as it would without it. */
function settled(call: () => unknown, after: () => void): unknown {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    after();
    throw error;
  }
  if (result instanceof Promise) return result.finally(after);
  after();
  return result;
}
