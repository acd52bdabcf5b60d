import type { MappedEvent } from '../mapped-span.ts';
import { failureOf } from '../reading/errors.ts';
import type { Span } from '../span.ts';

export interface TaskWeaverFailure {
  status: 'ok' | 'error' | 'cancelled';
  /** Without those that a span inside this one tells. */
  errors: MappedEvent[];
}

/**
 * An exception is recorded by each span that it comes out of. It is told once, by the innermost. Where a stack trace is missing or cut
 * it is rather told twice than not at all.
 */
export function taskWeaverFailure(span: Span): TaskWeaverFailure {
  const { status, errors } = failureOf(span);
  return { status, errors: errors.filter(({ stack }) => !isFromBelow(stack)) };
}

/** The exception came out of TaskWeaver's calls of models. */
export function isOfModel({ stack }: MappedEvent): boolean {
  return /["\\/]taskweaver[\\/]llm[\\/]/.test(latest(stack));
}

/** One more traced function stands in the trace than the one that the span is for, if that is in it at all. */
function isFromBelow(stack: string | undefined): boolean {
  const trace = latest(stack);
  const traced = trace.match(/, in _tracing_decorator_inner\b/g)?.length ?? 0;
  // OpenTelemetry's own record of what left the span; else TaskWeaver recorded what it had caught in the function itself.
  const left = /, in use_span\b/.test(trace);
  return traced > (left ? 1 : 0);
}

const chained =
  /\n(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):\n/;

/** Before it Python tells what led to it. */
function latest(stack = ''): string {
  return stack.split(chained).at(-1) as string;
}
