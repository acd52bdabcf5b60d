import { AgentOpsError } from '@agentops/core';

/** The receiver answered, but not with an acknowledgement; or it did not answer. What it was sent comes again. */
export class OtlpError extends AgentOpsError {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** How long the receiver asked to wait, in milliseconds. Core waits no less than that. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { status?: number; retryAfterMs?: number | undefined } = {},
  ) {
    super('AGENTOPS_OTLP_FAILED', message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
