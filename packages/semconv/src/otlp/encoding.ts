import type { Attributes, Span } from '../span.ts';

/** Spans of one resource, encoded. */
export interface SpanGroup {
  resource: Attributes;
  spans: readonly Buffer[];
}

/** How spans are written for OTLP. Each is encoded once, however often and with whichever others it is sent. */
export interface SpanEncoding {
  readonly contentType: string;
  span(span: Span): Buffer;
  /** An `ExportTraceServiceRequest`. `scope`: of all spans in it. */
  request(groups: readonly SpanGroup[], scope: Span['scope']): Buffer;
}
