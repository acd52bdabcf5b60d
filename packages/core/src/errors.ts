/** Base class of every error that AgentOps throws. `code` is stable; the message says what to do. */
export class AgentOpsError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A base function was called, and there is no session that it could act on. */
export class NoSessionError extends AgentOpsError {
  constructor(call: string) {
    super(
      'AGENTOPS_NO_SESSION',
      `agentops.${call}() needs a session, and there is none. Call agentops.init() or agentops.startSession() first.`,
    );
  }
}

/** A base function, or an LLM call through a client that was attached by hand, can't tell which of several sessions is meant. */
export class MultiSessionError extends AgentOpsError {
  constructor() {
    super(
      'AGENTOPS_MULTI_SESSION',
      'If multiple sessions exist, you must use session.function(). Example: session.addTags(...) instead of agentops.addTags(...). ' +
        'For an LLM call, use session.run(fn) or session.patch(client.chat.completions, "create").',
    );
  }
}

/** A session was to be ended with a state that does not exist. The session stays open. */
export class InvalidEndStateError extends AgentOpsError {
  constructor(endState: unknown) {
    super(
      'AGENTOPS_INVALID_END_STATE',
      `${typeof endState === 'string' ? JSON.stringify(endState) : String(endState)} is not an end state. Use "Success", "Fail" or "Indeterminate"; the session is still open.`,
    );
  }
}

/** A function was called with an argument of the wrong kind. */
export class InvalidArgumentError extends AgentOpsError {
  constructor(message: string) {
    super('AGENTOPS_INVALID_ARGUMENT', message);
  }
}

/** AgentOps' own names of the two session errors. */
export { MultiSessionError as MultiSessionException, NoSessionError as NoSessionException };
