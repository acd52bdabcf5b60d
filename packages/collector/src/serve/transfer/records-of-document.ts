import { AgentOpsError } from '@agentops/core';
import type { z } from '@hono/zod-openapi';
import {
  recordsOfFile,
  type SessionFile,
  sessionFileSchema,
  sessionFormat,
} from '../../receive/ingest/session-file.ts';
import { ProblemError } from '../api/problem.ts';

/**
 * Makes NDJSON of records of the body of an OTLP/JSON trace request.
 * @throws AgentOpsError that says why the body is none; its `status` may be 413
 */
export type OtlpImport = (body: Buffer) => string | Promise<string>;

/**
 * Records of one JSON document: a session's, or a trace request of OTLP.
 * @throws ProblemError where it is neither
 */
export async function recordsOfDocument(
  body: Buffer,
  otlpImport: OtlpImport | undefined,
): Promise<string> {
  const value = parse(body);
  if (isObject(value) && 'resourceSpans' in value) return await fromOtlp(body, otlpImport);
  if (!isObject(value) || value.format !== sessionFormat) {
    const message = `This is neither JSON of a session ("format": "${sessionFormat}") nor of OTLP ("resourceSpans").`;
    throw new ProblemError(400, 'unknown_format', message);
  }
  const result = sessionFileSchema.safeParse(value);
  if (result.success) return recordsOfFile(value as unknown as SessionFile);
  const details = result.error.issues.slice(0, 20).map((issue) => whatIsWrong(issue));
  const [first] = details;
  throw new ProblemError(400, 'invalid_session', `${first?.name}: ${first?.reason}`, { details });
}

async function fromOtlp(body: Buffer, otlpImport: OtlpImport | undefined): Promise<string> {
  if (!otlpImport) {
    throw new ProblemError(400, 'unknown_format', 'This collector takes no OTLP.');
  }
  try {
    return await otlpImport(body);
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    const status = 'status' in error && error.status === 413 ? 413 : 400;
    throw new ProblemError(status, 'invalid_otlp', error.message);
  }
}

type Issue = z.core.$ZodIssue;

function whatIsWrong({ path, message, ...issue }: Issue, above: PropertyKey[] = []) {
  const here = [...above, ...path];
  if (issue.code === 'invalid_union') {
    // Of several types of event, only what is wrong with its own is of interest.
    const own = issue.errors.find((issues) => !issues.some((inner) => inner.path[0] === 'type'));
    const [first] = own ?? [];
    if (first) return whatIsWrong(first, here);
  }
  return { in: 'body', name: here.join('.'), reason: message };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ProblemError(400, 'invalid_json', 'The body is no JSON.');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
