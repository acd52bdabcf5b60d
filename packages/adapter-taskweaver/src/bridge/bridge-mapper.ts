/** Maps what the Python shim reports, with the mappers that serve hosts in this language. */
import type { HostEvent, HostMapper, HostStream, StreamMapper } from '@agentops/bridge';
import { AdapterRecorder, type Session } from '@agentops/core';
import { AGENTOPS_UNATTRIBUTED } from '@agentops/semconv';
import { mapSession } from '../mapper.ts';
import { adapterName } from '../recorder.ts';
import { type HostKind, identifiedBy, type SessionStart } from './host-events.ts';
import { SessionMapper } from './session-mapper.ts';

/** For the bridge: what a TaskWeaver with `agentops_taskweaver` in it reports becomes sessions, as its own kinds say. */
export const taskweaverMapper: HostMapper = {
  adapter: adapterName,
  open: (host) => new TaskWeaverStream(host),
};

class TaskWeaverStream implements StreamMapper {
  readonly #host: HostStream;
  readonly #recorder: AdapterRecorder;
  /** By the host's ids. Those that were stopped too: calls may end in them later. */
  readonly #sessions = new Map<string, SessionMapper>();
  readonly #incarnations = new Map<string, number>();
  #outside: SessionMapper | undefined;

  constructor(host: HostStream) {
    const { agentops, info } = host;
    this.#host = host;
    this.#recorder = new AdapterRecorder(agentops, {
      source: { adapter: adapterName, host: 'taskweaver', hostVersion: info.hostVersion },
      captureContent: info.captureContent,
    });
  }

  handle({ kind, session, data }: HostEvent): boolean {
    if (!isKnown(kind)) return false;
    const missing = identifiedBy[kind].find((field) => typeof data[field] !== 'string');
    if (missing === undefined) this.#handle(kind, session, data);
    else this.#reportMissing(kind, missing);
    return true;
  }

  #handle(kind: HostKind, session: string | undefined, data: HostEvent['data']): void {
    if (session === undefined) this.#outsideOfSessions().handle(kind, data);
    else if (kind === 'session_start') this.#start(session, data);
    else this.#sessionOf(session).handle(kind, data);
  }

  /** The host may begin a session with the id of one that was stopped. */
  #start(id: string, facts: HostEvent['data']): void {
    const known = this.#sessions.get(id);
    if (known && !known.hasEnded) known.handle('session_start', facts);
    else {
      if (known) this.#incarnations.set(id, this.#incarnationOf(id) + 1);
      this.#open(id, facts);
    }
  }

  #sessionOf(id: string): SessionMapper {
    return this.#sessions.get(id) ?? this.#open(id, {});
  }

  #open(id: string, facts: SessionStart): SessionMapper {
    const init = {
      ...mapSession({ ...facts, session_id: id }),
      ...(facts.capture_content === false ? { captureContent: false } : {}),
    };
    const session = this.#recorder.hostSession(id, init, this.#incarnationOf(id)) as Session;
    const mapper = new SessionMapper(this.#recorder, session);
    this.#sessions.set(id, mapper);
    return mapper;
  }

  #incarnationOf(id: string): number {
    return this.#incarnations.get(id) ?? 0;
  }

  /** What a program does with the host's services without any session. */
  #outsideOfSessions(): SessionMapper {
    if (!this.#outside) {
      const init = { name: 'unattributed', attributes: { [AGENTOPS_UNATTRIBUTED]: true } };
      const session = this.#recorder.hostSession(this.#host.id, init) as Session;
      this.#outside = new SessionMapper(this.#recorder, session);
    }
    return this.#outside;
  }

  #reportMissing(kind: string, field: string): void {
    this.#recorder.report({
      level: 'warn',
      code: 'host-event-incomplete',
      message: `${adapterName}: a "${kind}" without "${field}" can't be told to anything, and is skipped.`,
    });
  }
}

function isKnown(kind: string): kind is HostKind {
  return Object.hasOwn(identifiedBy, kind);
}
