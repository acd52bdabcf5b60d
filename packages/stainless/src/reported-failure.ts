import type { EventFields } from '@agentops/core';

/** Of an answer that came well, with HTTP status 200, and says in its body that the call has failed. */
export interface ReportedFailure {
  /** As the error that a host would have thrown. */
  error: { name: string; message: string };
  /** What else is known of the call. */
  fields: EventFields;
}

/** The failure that a mapper found: it says so with `status: 'error'`, `errorType` and `message`. */
export function reportedFailure(fields: EventFields): ReportedFailure | undefined {
  const { status, errorType, message = '', ...rest } = fields;
  if (status !== 'error' || errorType === undefined) return undefined;
  return { error: { name: errorType, message }, fields: rest };
}
