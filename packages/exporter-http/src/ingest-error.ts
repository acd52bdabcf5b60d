import { AgentOpsError } from '@agentops/core';

/** The collector answered, but not with an acknowledgement; or it did not answer. */
export class IngestError extends AgentOpsError {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** How long the collector asked to wait, in milliseconds. Core waits no less than that. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { status?: number; retryAfterMs?: number | undefined } = {},
  ) {
    super('AGENTOPS_INGEST_FAILED', message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
