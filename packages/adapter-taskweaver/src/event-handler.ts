/** What a host registers with the emitter of a session. */
import { type AdapterOptions, createId, defaultAgentOps } from '@agentops/core';
import type { SessionRecorder } from './adapter.ts';
import { readConfig } from './config.ts';
import type { SessionEventHandler, TaskWeaverEvent } from './host/event.ts';
import type { Session as HostSession } from './host/session.ts';
import {
  attachHostSession,
  type HostConfig,
  recorderOf,
  roundFacts,
  startRecording,
} from './host-session.ts';
import type { RoundFacts } from './mapper.ts';
import { adapterName, createRecorder } from './recorder.ts';

/**
 * What a host calls that loads its event handlers by name:
 * `"session.event_handlers": ["@agentops/adapter-taskweaver"]` in `taskweaver_config.json`.
 *
 * A host that makes handlers for each session hands the session over here; one with a handler for all sessions hands it to
 * `handle`, with each event. With neither, a handler stands for one session, of which only the events are known.
 *
 * @param config the host's parsed config. `agentops.capture_content` (boolean) and `agentops.directory` (path) are for us.
 */
export function createEventHandler(
  config: HostConfig = {},
  session?: HostSession,
): SessionEventHandler {
  const options = readConfig(config);
  const recorder = createRecorder(options);
  recorder.guard(() => {
    useDirectory(options.directory);
    for (const key of options.notUnderstood) {
      recorder.report({
        level: 'warn',
        code: 'config-not-understood',
        message: `${adapterName}: "${key}" in the host's config is unknown or of the wrong type, and ignored.`,
      });
    }
  });
  const handler = new EventHandler(config, options, session);
  if (session) recorder.guard(() => attachHostSession(session, config, options));
  return handler;
}

/**
 * Records a session whose host does not load handlers: registers one with the session's emitter. Returns the session;
 * `detach(session)` of core takes it away.
 */
export function attachSession<T extends HostSession>(session: T, options: AdapterOptions = {}): T {
  const handler = new EventHandler({}, options, session);
  createRecorder(options).guard(() => attachHostSession(session, {}, options, handler));
  return session;
}

class EventHandler implements SessionEventHandler {
  readonly #config: HostConfig;
  readonly #options: AdapterOptions;
  readonly #session: HostSession | undefined;
  #sole: SessionRecorder | undefined;

  constructor(config: HostConfig, options: AdapterOptions, session: HostSession | undefined) {
    this.#config = config;
    this.#options = options;
    this.#session = session;
  }

  /** The host has no protection from what this throws, so nothing is thrown. */
  handle(event: TaskWeaverEvent, session: HostSession | undefined = this.#session): void {
    try {
      if (session) this.#handle(event, session);
      else this.#soleRecorder()?.handle(event);
    } catch (error) {
      createRecorder(this.#options).guard(() => {
        throw error;
      });
    }
  }

  #handle(event: TaskWeaverEvent, session: HostSession): void {
    if (!recorderOf(session)) attachHostSession(session, this.#config, this.#options);
    recorderOf(session)?.handle(event, (id) => this.#roundFacts(session, id));
  }

  /** Without them the round is recorded all the same. */
  #roundFacts(session: HostSession, roundId: string): RoundFacts {
    let facts: RoundFacts = {};
    createRecorder(this.#options).guard(() => {
      facts = roundFacts(session, roundId);
    });
    return facts;
  }

  #soleRecorder(): SessionRecorder | undefined {
    this.#sole ??= startRecording(createId(), {}, this.#options);
    return this.#sole;
  }
}

/** The program may have called `init` itself, and then its directory holds. */
function useDirectory(directory: string | undefined): void {
  if (directory === undefined || defaultAgentOps.directory !== undefined) return;
  defaultAgentOps.init({ directory, autoStartSession: false });
}
