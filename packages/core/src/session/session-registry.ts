import type { Diagnostics } from '../diagnostics.ts';
import { MultiSessionError, NoSessionError } from '../errors.ts';
import type { EventSource } from '../events/base-event.ts';
import type { EventWriter } from '../events/event-writer.ts';
import { createId } from '../events/id.ts';
import { currentContext } from './context.ts';
import type { Origin } from './origin.ts';
import type { PropagatedContext } from './propagation.ts';
import { listOf, Session } from './session.ts';
import { SessionState } from './session-state.ts';

export interface RegistryOptions {
  writer: EventWriter;
  diagnostics: Diagnostics;
  capture: boolean;
  hostEnv: Record<string, unknown>;
  directory: () => string | undefined;
  /** The session that another copy of this package in the process is in now. */
  elsewhere?: (() => PropagatedContext | undefined) | undefined;
  /** Called whenever the number of open sessions has changed. */
  onChange: (open: number) => void;
}

export interface SessionInit {
  name?: string;
  tags?: readonly string[];
  attributes?: Record<string, unknown>;
  /** `false` keeps prompts, texts, arguments and results of this session out. @default true */
  captureContent?: boolean;
}

/** A session that somebody else has identified: a host, or the process above. */
export interface KnownSession extends SessionInit {
  id: string;
  source: EventSource;
}

/** Knows which sessions there are, and finds the one that an event belongs to. */
export class SessionRegistry {
  readonly #options: RegistryOptions;
  readonly #active = new Map<string, { state: SessionState; handle: WeakRef<Session> }>();
  readonly #lost = new FinalizationRegistry<SessionState>((state) => this.#onHandleLost(state));
  readonly #states = new WeakMap<Session, SessionState>();
  readonly #foreign = new Map<string, Session>();
  #unattributed: Session | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Sessions that count: open, and not the unattributed one. */
  get size(): number {
    return this.#active.size;
  }

  start(init: SessionInit = {}, known?: Pick<KnownSession, 'id' | 'source'>): Session {
    // Two adapters may follow the same session of a host.
    const open = known && this.#active.get(known.id);
    if (open) return this.#handleOf(open);
    const tags = listOf(init.tags ?? []);
    const state = this.#createState({ init, owned: true, ...known });
    state.tags = tags;
    state.start({
      ...(tags.length > 0 ? { addTags: tags } : {}),
      hostEnv: this.#options.hostEnv,
      ...(init.attributes ? { attributes: init.attributes } : {}),
    });
    return this.#open(state);
  }

  /** Takes part in a session of another process. */
  join(context: PropagatedContext): Session {
    const { sessionId: id, parentId, owner } = context;
    return this.#open(this.#createState({ init: {}, owned: false, id, parentId, owner }));
  }

  /** The session that a base function acts on. */
  only(call: string): Session {
    const session = this.sole();
    if (session) return session;
    throw this.#active.size === 0 ? new NoSessionError(call) : new MultiSessionError();
  }

  /** The session where there is exactly one. */
  sole(): Session | undefined {
    if (this.#active.size !== 1) return undefined;
    const [entry] = this.#active.values();
    return entry && this.#handleOf(entry);
  }

  /**
   * Where an event that starts now belongs. Handle beats the host's own session, which beats the context, which beats there
   * being only one.
   * @throws MultiSessionError only with `onAmbiguous: 'throw'`, when it can't be told
   */
  locate(options: {
    handle?: Session | undefined;
    hostSession?: Session | undefined;
    onAmbiguous: 'throw' | 'quarantine';
  }): Origin {
    const context = this.#ownContext();
    const named = options.handle ?? options.hostSession;
    if (named) {
      const state = this.#stateOf(named);
      if (state) {
        const inside = context?.state === state;
        return {
          state,
          session: named,
          attribution: options.handle ? 'handle' : 'host-id',
          parentId: inside ? context.parentId : undefined,
          agent: inside ? context.agent : undefined,
          conflict: context && !inside ? `context ${context.state.id}` : undefined,
          claim: inside ? context.claim : undefined,
        };
      }
    }
    if (context) {
      const { state, session, attribution, parentId, agent, claim, conflict } = context;
      return { state, session, attribution, parentId, agent, claim, conflict };
    }
    const sole = this.sole();
    if (sole) {
      // A session that came from the process above was found through the context that it handed down.
      const state = this.#stateOf(sole) as SessionState;
      return bare(state, sole, state.owned ? 'sole' : 'context');
    }
    const elsewhere = this.#active.size === 0 ? this.#elsewhere() : undefined;
    if (elsewhere) return elsewhere;
    if (this.#active.size > 1) {
      if (options.onAmbiguous === 'throw') throw new MultiSessionError();
      this.#options.diagnostics.report({
        level: 'warn',
        code: 'session-ambiguous',
        message:
          'An event could not be told to any of several sessions, and is in the session "unattributed". Use session.run(fn) or session.patch(fn).',
      });
    }
    const session = this.#unattributedSession();
    return bare(this.#states.get(session) as SessionState, session, 'none');
  }

  /** Where the code that runs now is, for another copy of this package. */
  currentContext(): PropagatedContext | undefined {
    const context = this.#ownContext();
    const sole = context ? undefined : this.sole();
    const state = context?.state ?? (sole && this.#states.get(sole));
    if (!state) return undefined;
    return {
      sessionId: state.id,
      parentId: context?.parentId ?? state.parentId,
      owner: state.owner,
    };
  }

  /** Ends every session that is open and owned here; returns how many. */
  endAll(end: (session: Session) => void): number {
    const sessions = [...this.#active.values()].filter(({ state }) => state.owned);
    for (const entry of sessions) end(this.#handleOf(entry));
    return sessions.length;
  }

  /** Nobody will end these any more. Returns how many these were. */
  abandonAll(reason: string): number {
    const entries = [...this.#active.values()].map(({ state }) => state);
    const unattributed = this.#unattributed && this.#states.get(this.#unattributed);
    const open = [...entries, ...(unattributed ? [unattributed] : [])].filter(
      ({ owned, endState }) => owned && endState === undefined,
    );
    for (const state of open) abandon(state, reason);
    return open.length;
  }

  #stateOf(session: Session): SessionState | undefined {
    const state = this.#states.get(session);
    if (!state) {
      this.#options.diagnostics.report({
        level: 'warn',
        code: 'session-foreign',
        message: `Session ${session.id} belongs to another copy of AgentOps, so it can't be named here.`,
      });
    }
    return state;
  }

  /** The context may be that of another instance of AgentOps in this process. */
  #ownContext() {
    const context = currentContext();
    return context?.state.writer === this.#options.writer ? context : undefined;
  }

  #createState(options: {
    init: SessionInit;
    owned: boolean;
    id?: string;
    parentId?: string | undefined;
    owner?: string;
    source?: EventSource;
  }): SessionState {
    const { writer, diagnostics, capture, onChange } = this.#options;
    const { init, owned, id = createId(), owner = writer.id, parentId, source = null } = options;
    return new SessionState({
      id,
      name: init.name,
      owned,
      owner,
      parentId,
      capture: capture && init.captureContent !== false,
      source,
      writer,
      diagnostics,
      onEnd: (state) => {
        this.#active.delete(state.id);
        onChange(this.#active.size);
      },
    });
  }

  #open(state: SessionState): Session {
    const session = this.#createHandle(state);
    this.#active.set(state.id, { state, handle: new WeakRef(session) });
    this.#options.onChange(this.#active.size);
    this.#endLost();
    return session;
  }

  #createHandle(state: SessionState): Session {
    const session = new Session(state, this.#options.directory);
    this.#states.set(session, state);
    this.#lost.register(session, state);
    state.handleLost = false;
    return session;
  }

  #handleOf(entry: { state: SessionState; handle: WeakRef<Session> }): Session {
    const known = entry.handle.deref();
    if (known) return known;
    const session = this.#createHandle(entry.state);
    entry.handle = new WeakRef(session);
    return session;
  }

  #onHandleLost(state: SessionState): void {
    const entry = this.#active.get(state.id);
    // A new handle may have been made since for the base functions.
    if (entry?.state !== state || entry.handle.deref()) return;
    state.handleLost = true;
    this.#endLost();
  }

  /** The only session can still be reached through the base functions; one of several without a handle can't. */
  #endLost(): void {
    if (this.#active.size < 2) return;
    for (const { state } of [...this.#active.values()]) {
      if (state.handleLost && state.owned) {
        abandon(state, 'the handle of the session was lost: nothing in the program refers to it');
      }
      if (this.#active.size < 2) return;
    }
  }

  #elsewhere(): Origin | undefined {
    const context = this.#options.elsewhere?.();
    if (!context) return undefined;
    let session = this.#foreign.get(context.sessionId);
    if (!session) {
      const { sessionId: id, owner } = context;
      session = this.#createHandle(this.#createState({ init: {}, owned: false, id, owner }));
      this.#foreign.set(id, session);
    }
    const origin = bare(this.#states.get(session) as SessionState, session, 'context');
    return { ...origin, parentId: context.parentId };
  }

  #unattributedSession(): Session {
    if (!this.#unattributed) {
      const state = this.#createState({ init: { name: 'unattributed' }, owned: true });
      state.start({
        hostEnv: this.#options.hostEnv,
        attributes: { 'agentops.unattributed': true },
      });
      this.#unattributed = this.#createHandle(state);
    }
    return this.#unattributed;
  }
}

function bare(state: SessionState, session: Session, attribution: Origin['attribution']): Origin {
  const parentId = state.parentId;
  return {
    state,
    session,
    attribution,
    parentId,
    agent: undefined,
    conflict: undefined,
    claim: undefined,
  };
}

function abandon(state: SessionState, reason: string): void {
  if (state.endState !== undefined) return;
  state.end('Indeterminate', { endStateReason: reason, automatic: true });
}
