import { AgentOpsError } from '@agentops/core';
import {
  InvalidCursorError,
  InvalidQueryError,
  StoreOpenError,
  StoreWriteError,
} from '@agentops/store';
import { z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { BodyError } from '../../receive/body.ts';
import { TooBusyError } from '../../receive/ingest/take-body.ts';

/** The HTTP statuses with which the collector refuses something, and what each means. */
export const problemStatuses = {
  400: 'The request is not understood; `details` says what in it.',
  401: 'A token is asked for, and was not sent or is another one.',
  403: 'The Host or the Origin header names none that is allowed.',
  404: 'There is no such thing here.',
  405: 'This can’t be done with this path. The Allow header says what can.',
  408: 'The body was not there in time.',
  413: 'The body is too large: send less at a time.',
  414: 'The address is too long.',
  415: 'The body is of a type, or in an encoding, that is not taken.',
  429: 'Too much at once. Try again after as many seconds as Retry-After says.',
  431: 'The headers are too large.',
  500: 'Something went wrong in the collector.',
  503: 'The store can’t take or answer this now. Try again after as many seconds as Retry-After says.',
} as const;

export type ProblemStatus = keyof typeof problemStatuses;

/** The one shape of every answer that refuses. */
export const problemSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().openapi({ description: 'For programs. Stays the same.' }),
      message: z.string().openapi({ description: 'For people. Says what to do.' }),
      details: z.unknown().optional(),
    }),
  })
  .openapi('Problem');

/** Thrown by whoever answers a request, to refuse it. */
export class ProblemError extends AgentOpsError {
  readonly status: ProblemStatus;
  readonly problem: string;
  readonly details: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ProblemStatus,
    /** The problem's code, in snake case. */
    problem: string,
    message: string,
    { details, headers = {} }: { details?: unknown; headers?: Record<string, string> } = {},
  ) {
    super('AGENTOPS_PROBLEM', message);
    this.status = status;
    this.problem = problem;
    this.details = details;
    this.headers = headers;
  }

  toResponse(): Response {
    const { status, problem: code, message, details, headers } = this;
    const error = { code, message, ...(details === undefined ? {} : { details }) };
    return Response.json({ error }, { status, headers });
  }
}

/** What an error of anybody's means to who asked. Undefined where it is the collector's own fault. */
export function problemOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof BodyError) {
    return new ProblemError(error.status, bodyProblems[error.status], error.message);
  }
  if (error instanceof TooBusyError) {
    const headers = retryAfter(error.retryAfterSeconds);
    return new ProblemError(429, 'too_busy', error.message, { headers });
  }
  if (error instanceof InvalidCursorError) {
    return new ProblemError(400, 'invalid_cursor', error.message, {
      details: [{ in: 'query', name: 'cursor', reason: error.message }],
    });
  }
  if (error instanceof InvalidQueryError) {
    return new ProblemError(400, 'invalid_query', error.message);
  }
  if (error instanceof StoreWriteError) {
    return new ProblemError(503, 'store_cannot_write', error.message, { headers: retryAfter(5) });
  }
  if (error instanceof StoreOpenError) {
    return new ProblemError(503, 'store_not_open', error.message, { headers: retryAfter(5) });
  }
  if (error instanceof HTTPException && Object.hasOwn(problemStatuses, error.status)) {
    return new ProblemError(error.status as ProblemStatus, 'refused', error.message);
  }
  return undefined;
}

/** Tells nothing of the error: it may name files, or hold what was recorded. */
export function internalProblem(): ProblemError {
  return new ProblemError(
    500,
    'internal',
    'Something went wrong in the collector. Its own output says more.',
  );
}

export function notFound(what: string): ProblemError {
  return new ProblemError(404, 'not_found', `There is no ${what}.`);
}

const bodyProblems = {
  400: 'invalid_body',
  408: 'body_too_slow',
  413: 'body_too_large',
  415: 'unsupported_encoding',
} as const;

function retryAfter(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}
