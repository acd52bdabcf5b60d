import type { Span } from '@agentops/semconv';
import { OtlpDecodeError } from './decode-error.ts';

/** What an ExportTraceServiceRequest holds. */
export interface DecodedTraces {
  spans: Span[];
  rejected: RejectedSpans;
}

/** Spans that are well-formed but can't be told apart from others: their ids are missing or no ids. */
export interface RejectedSpans {
  count: number;
  /** Of the first one. */
  reason: string | undefined;
}

/** A request of more spans is refused: its records would not fit into one append. SDKs send 512 at a time. */
const maxSpans = 100_000;
/** Messages, values and attributes of one request. A few bytes of each can take a hundred times the memory once decoded. */
export const maxNodes = 4_000_000;
/** Values nested deeper are replaced by a marker. */
export const maxValueDepth = 64;
export const tooDeep = '[too deep]';

/** Collects the spans of a request. */
export class SpanCollector {
  readonly spans: Span[] = [];
  readonly rejected: RejectedSpans = { count: 0, reason: undefined };

  /** @throws OtlpDecodeError where it is one too many */
  add(span: Span): void {
    const problem =
      idProblem('traceId', span.traceId, 32) ??
      idProblem('spanId', span.spanId, 16) ??
      (span.parentSpanId === undefined ? undefined : parentProblem(span.parentSpanId));
    if (problem) {
      this.rejected.count++;
      this.rejected.reason ??= `The span ${JSON.stringify(span.name.slice(0, 80))} has ${problem}.`;
      return;
    }
    if (span.parentSpanId !== undefined && zeros.test(span.parentSpanId)) delete span.parentSpanId;
    if (this.spans.length === maxSpans) {
      throw new OtlpDecodeError(
        `The request has more than ${maxSpans} spans: send less at a time.`,
        { status: 413 },
      );
    }
    this.spans.push(span);
  }
}

const zeros = /^0*$/;
const hex = /^[0-9a-f]*$/;

function idProblem(field: string, id: string, digits: number): string | undefined {
  if (id === '') return `no ${field}`;
  if (id.length !== digits || !hex.test(id)) {
    return `a ${field} that is not ${digits} hexadecimal digits`;
  }
  return zeros.test(id) ? `a ${field} of zeros` : undefined;
}

function parentProblem(id: string): string | undefined {
  return zeros.test(id) ? undefined : idProblem('parentSpanId', id, 16);
}

/** @throws OtlpDecodeError */
export function throwTooManyNodes(offset?: number): never {
  throw new OtlpDecodeError(
    `The request has more than ${maxNodes} messages and values: send less at a time.`,
    { status: 413, ...(offset === undefined ? {} : { offset }) },
  );
}
