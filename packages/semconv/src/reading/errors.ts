import {
  ERROR_MESSAGE,
  ERROR_TYPE,
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
} from '../general.ts';
import type { MappedEvent } from '../mapped-span.ts';
import type { Span, SpanEvent } from '../span.ts';
import { text } from './values.ts';

/** What a span tells of its failure. */
export interface Failure {
  status: 'ok' | 'error' | 'cancelled';
  errors: MappedEvent[];
}

/** OpenTelemetry's status codes. */
const statusOk = 1;
const statusError = 2;

/**
 * Of errors by these names nothing failed: somebody broke off, or a person is asked. The class's name without its package.
 */
const breakingOff =
  /(^|[.:])(AbortError|APIUserAbortError|CancelledError|CanceledError|CancellationError|TaskCancelled|OperationCanceledException|GeneratorExit|KeyboardInterrupt|GraphInterrupt|GraphBubbleUp|NodeInterrupt)$/;

interface Told {
  type: string | undefined;
  message: string;
  stack: string | undefined;
  time: number;
}

/** A span's exceptions, its status and `error.type`: one error, unless it tells of several different ones. */
export function failureOf(span: Span): Failure {
  const told = span.events.length === 0 ? [] : exceptions(span.events);
  const type = text(span.attributes[ERROR_TYPE]);
  const failed =
    span.statusCode === statusError ||
    (span.statusCode !== statusOk && (told.length > 0 || type !== undefined));
  if (failed && told.length === 0) {
    const message = text(span.statusMessage) ?? text(span.attributes[ERROR_MESSAGE]) ?? '';
    told.push({
      type: type ?? typeIn(message),
      message,
      stack: undefined,
      time: span.endTime || span.startTime,
    });
  }
  const broken = failed && told.some((one) => one.type !== undefined && breakingOff.test(one.type));
  if (broken) return { status: 'cancelled', errors: [] };
  return { status: failed ? 'error' : 'ok', errors: told.map(toEvent) };
}

/** Without those that tell again what another one told. */
function exceptions(events: readonly SpanEvent[]): Told[] {
  const found = new Map<string, Told>();
  for (const { name, attributes, time } of events) {
    if (name !== EXCEPTION) continue;
    const type = text(attributes[EXCEPTION_TYPE]);
    const message = text(attributes[EXCEPTION_MESSAGE]) ?? '';
    const stack = text(attributes[EXCEPTION_STACKTRACE]);
    // Some write the class with its package, some without.
    const key = `${type?.slice(type.lastIndexOf('.') + 1)}\n${message}`;
    const same = found.get(key);
    if (!same) found.set(key, { type, message, stack, time });
    else same.stack ??= stack;
  }
  return [...found.values()];
}

/** Python's instrumentations set the status to `TypeError: what happened`. */
function typeIn(message: string): string | undefined {
  return /^([A-Za-z_][\w.]{0,99}(?:Error|Exception)): /.exec(message)?.[1];
}

function toEvent({ type, message, stack, time }: Told, index: number): MappedEvent {
  const errorType = type ?? 'Error';
  return {
    key: index === 0 ? 'error' : `error:${index}`,
    type: 'error',
    name: errorType,
    errorType,
    message,
    startTime: time,
    endTime: time,
    status: 'error',
    ...(stack === undefined ? {} : { stack }),
  };
}
