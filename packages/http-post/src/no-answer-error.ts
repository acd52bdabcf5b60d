/** No whole answer came: nobody listens, the time was over, the connection broke. What was posted may have arrived. */
export class NoAnswerError extends Error {
  readonly code = 'AGENTOPS_NO_ANSWER';

  constructor(url: URL, cause: unknown) {
    super(`${url.origin} could not be reached: ${reasonOf(cause)}`, { cause });
    this.name = 'NoAnswerError';
  }
}

/** Where a name has several addresses, each was tried, and the error that holds theirs says nothing itself. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
