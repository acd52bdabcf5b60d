import type { Attributes, Span } from '@agentops/semconv';

/** Spans of one resource, encoded. */
export interface SpanGroup {
  resource: Attributes;
  spans: readonly Buffer[];
}

/** How spans are written. Each is encoded once, however often and with whichever others it is sent. */
export interface Encoding {
  readonly contentType: string;
  span(span: Span): Buffer;
  /** An `ExportTraceServiceRequest`. `version`: of what made the spans. */
  request(groups: readonly SpanGroup[], version: string): Buffer;
}
