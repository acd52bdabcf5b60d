import type { AdapterHost } from './adapter/adapter-recorder.ts';
import { environment, type InitOptions, resolveConfig, resolveLogLevel } from './config.ts';
import { type Diagnostic, type DiagnosticListener, Diagnostics } from './diagnostics.ts';
import type { Agent, Event, EventSource } from './events/base-event.ts';
import { onProcessExit } from './process-exit.ts';
import { Runtime } from './runtime.ts';
import type { SessionAnalytics } from './session/analytics.ts';
import type { Origin } from './session/origin.ts';
import { parseContext } from './session/propagation.ts';
import type { AgentInit, EndOptions, Session } from './session/session.ts';
import type { SessionInit, SessionRegistry } from './session/session-registry.ts';
import { createTrace, type Trace } from './session/trace.ts';

/** Options of `init` that are about its session, and not about recording. */
const sessionOptions = new Set(['name', 'tags', 'attributes', 'autoStartSession']);

/**
 * One recorder of sessions, with a spool of its own. A program needs one, and the functions of `@agentops/core` act on it;
 * tests make their own.
 */
export class AgentOps implements AdapterHost {
  readonly #diagnostics = new Diagnostics(resolveLogLevel({}, environment()));
  readonly #shared: boolean;
  #runtime: Runtime | undefined;
  #initialised = false;
  #hasJoined = false;
  #joined: Session | undefined;
  #disabled = false;
  #forgetExit: (() => void) | undefined;

  /** Wraps a function, or decorates a method, so that each call is recorded as an action. */
  readonly traceAction: Trace = createTrace('action', () => this.#locateQuietly());
  /** Wraps a function, or decorates a method, so that each call is recorded as a tool call. */
  readonly traceTool: Trace = createTrace('tool', () => this.#locateQuietly());

  /** `shared`: further copies of this package in the process record into the same spool. @default false */
  constructor(options: { shared?: boolean } = {}) {
    this.#shared = options.shared ?? false;
  }

  /**
   * Starts recording, and a session, which it returns; null with `autoStartSession: false`. In a child process that was
   * started with `session.env()` it joins the session there. Calling it again warns, changes nothing, and returns the
   * session where there is exactly one. Does not touch the network, and asks for no key.
   */
  init(options: InitOptions = {}): Session | null {
    if (this.#initialised) {
      this.#diagnostics.report({
        level: 'warn',
        code: 'initialised-twice',
        message:
          'agentops.init() was called again. Its options are ignored. To start another session, use agentops.startSession().',
      });
      const registry = this.#open().registry;
      return registry.size === 0 && options.autoStartSession !== false
        ? registry.start(options)
        : (registry.sole() ?? null);
    }
    this.#initialised = true;
    if (this.#runtime) this.#reportTooLate(options);
    const { registry } = this.#open(options);
    const joined = this.#join(registry);
    if (joined) return joined;
    if (options.autoStartSession === false) return null;
    return registry.start(options);
  }

  /** Starts another session. Before `init` it initialises from the environment. */
  startSession(init: SessionInit = {}): Session {
    this.#initialised = true;
    return this.#open().registry.start(init);
  }

  /** Records an event that is over in the only session. @throws NoSessionError, MultiSessionError */
  record(event: Event): string {
    return this.#only('record').record(event);
  }

  /** @throws NoSessionError, MultiSessionError */
  addTags(tags: string | readonly string[]): void {
    this.#only('addTags').addTags(tags);
  }

  /** @throws NoSessionError, MultiSessionError */
  setTags(tags: string | readonly string[]): void {
    this.#only('setTags').setTags(tags);
  }

  /** @throws NoSessionError, MultiSessionError */
  createAgent(init: AgentInit): Agent {
    return this.#only('createAgent').createAgent(init);
  }

  /** @throws NoSessionError, MultiSessionError, InvalidEndStateError */
  endSession(options?: EndOptions): void {
    this.#only('endSession').end(options);
  }

  /** @throws NoSessionError, MultiSessionError */
  analytics(): SessionAnalytics {
    return this.#only('analytics').analytics();
  }

  /** Ends every open session of this process; returns how many these were. */
  endAll(options?: EndOptions): number {
    return this.#runtime?.registry.endAll((session) => session.end(options)) ?? 0;
  }

  /**
   * Resolves to true when every configured destination has acknowledged everything recorded so far, and to false when one
   * failed or `timeoutMs` (default 10,000) went by. Never needed for the spool: it has an event when the call returns.
   */
  async flush(options: { timeoutMs?: number } = {}): Promise<boolean> {
    return (await this.#runtime?.flush(options.timeoutMs ?? 10_000)) ?? true;
  }

  /** Calls `listener` with everything that AgentOps has to say about itself. Returns a function that stops it. */
  onDiagnostic(listener: DiagnosticListener): () => void {
    return this.#diagnostics.listen(listener);
  }

  /** The data directory that events are written to; undefined where nothing is recorded. */
  get directory(): string | undefined {
    return this.#runtime?.directory;
  }

  /**
   * Stops recording. Sessions that are still open end as `Indeterminate`, with this reason.
   * @default 'AgentOps was shut down before the session was ended'
   */
  shutdown(reason?: string): void {
    this.#forgetExit?.();
    this.#runtime?.close(reason);
    this.#runtime = undefined;
    this.#initialised = false;
    this.#hasJoined = false;
    this.#joined = undefined;
  }

  /** For adapters. */
  registry(): SessionRegistry | undefined {
    this.#open();
    return this.#disabled ? undefined : this.#openJoined();
  }

  /** For adapters. */
  report(diagnostic: Diagnostic): void {
    this.#diagnostics.report(diagnostic);
  }

  /** For adapters. */
  hostSessionId(source: EventSource, hostId: string, incarnation: number): string {
    return this.#open().hostSessionId(source, hostId, incarnation);
  }

  get onAmbiguousSession(): 'throw' | 'quarantine' {
    return this.#open().config.onAmbiguousSession;
  }

  #open(options: InitOptions = {}): Runtime {
    if (this.#runtime) return this.#runtime;
    const env = environment();
    const config = resolveConfig(options, env);
    this.#disabled = config.disabled;
    this.#diagnostics.logLevel = resolveLogLevel(options, env);
    const runtime = new Runtime(config, this.#diagnostics, this.#shared);
    this.#runtime = runtime;
    this.#forgetExit = onProcessExit((code) => {
      runtime.exit(`the process exited (code ${code})`);
    });
    return runtime;
  }

  /** Joins the session of the process above, once. */
  #join(registry: SessionRegistry): Session | undefined {
    const text = this.#runtime?.config.context;
    if (!text || this.#hasJoined) return this.#joined;
    this.#hasJoined = true;
    const context = parseContext(text);
    if (context) {
      this.#joined = registry.join(context);
      return this.#joined;
    }
    this.#diagnostics.report({
      level: 'warn',
      code: 'context-unreadable',
      message:
        'AGENTOPS_CONTEXT is not what session.env() gives, so this process starts a session of its own.',
    });
    return undefined;
  }

  /** An attached host was used before, and recording began with what the environment says. */
  #reportTooLate(options: InitOptions): void {
    const late = Object.keys(options).filter((option) => !sessionOptions.has(option));
    if (late.length === 0) return;
    this.#diagnostics.report({
      level: 'warn',
      code: 'initialised-late',
      message: `Something was recorded before agentops.init(), so these options came too late and are ignored: ${late.join(', ')}. Call init() first.`,
    });
  }

  #only(call: string): Session {
    return this.#openJoined().only(call);
  }

  /** What is recorded without `init` goes by the environment. */
  #openJoined(): SessionRegistry {
    const { registry } = this.#open();
    if (!this.#initialised) this.#join(registry);
    return registry;
  }

  /** A wrapper never throws into the function that it wraps. */
  #locateQuietly(): Origin {
    return this.#openJoined().locate({ onAmbiguous: 'quarantine' });
  }
}
