import { AgentOpsError, isDoubtful, type Verdict } from '@agentops/core';

/** AgentOps answered with something else than yes, or did not answer. */
export class AgentOpsApiError extends AgentOpsError {
  /** HTTP status; undefined when no (whole) answer came. */
  readonly status: number | undefined;
  /** How long the destination asked to wait, in milliseconds. Core waits no less than that. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { status?: number; retryAfterMs?: number | undefined } = {},
  ) {
    super('AGENTOPS_API_FAILED', message, options);
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The token is not taken (any more). */
export function isUnauthorized(error: unknown): boolean {
  const status = statusOf(error);
  return status === 401 || status === 403;
}

/** Of what is sent once more because an answer was lost. */
export const isThereAlready = 409;

const isTooLarge = 413;

/** Not the destination but what is in this request is at fault: again it would be refused again. */
const faultsOfContent: ReadonlySet<number | undefined> = new Set([
  400,
  isThereAlready,
  isTooLarge,
  415,
  422,
]);

export function isRefusal(error: unknown): error is AgentOpsApiError {
  return faultsOfContent.has(statusOf(error));
}

export function verdictOf(error: unknown): Verdict {
  const status = statusOf(error);
  if (status === isThereAlready) return 'there-already';
  if (status === isTooLarge) return 'too-large';
  if (isRefusal(error)) return 'refused';
  return isDoubtful(status) ? 'doubtful' : 'later';
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof AgentOpsApiError ? error.status : undefined;
}
