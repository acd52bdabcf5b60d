/** A span as OTLP tells it, decoded: the same whether it came as protobuf or JSON. */
export interface Span {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** Absent for a root. */
  parentSpanId?: string;
  name: string;
  /** OTLP's number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Epoch milliseconds, with a fraction to the microsecond. */
  startTime: number;
  /** Epoch milliseconds; 0 where the sender left it out. */
  endTime: number;
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  statusCode: number;
  statusMessage?: string;
  attributes: Attributes;
  events: SpanEvent[];
  links: SpanLink[];
  resource: Attributes;
  scope: { name: string; version?: string };
}

export interface SpanEvent {
  name: string;
  /** Epoch milliseconds. */
  time: number;
  attributes: Attributes;
}

export interface SpanLink {
  traceId: string;
  spanId: string;
  attributes: Attributes;
}

/** Values are strings, booleans, numbers (64-bit integers that don't fit are strings), arrays, objects, or null; bytes are base64. */
export type Attributes = Record<string, unknown>;
