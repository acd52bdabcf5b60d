/** OTLP/JSON, as far as the tests read it. */
export interface JsonValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values: JsonValue[] };
  kvlistValue?: { values: JsonPair[] };
}

export interface JsonPair {
  key: string;
  value: JsonValue;
}

interface JsonEvent {
  name: string;
  timeUnixNano: string;
  attributes: JsonPair[];
}

export interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: JsonPair[];
  events: JsonEvent[];
  links?: { traceId: string; spanId: string; attributes: JsonPair[] }[];
  status: { code: number; message?: string };
}

interface JsonRequest {
  resourceSpans: {
    resource: { attributes: JsonPair[] };
    scopeSpans: { scope: { name: string }; spans: JsonSpan[] }[];
  }[];
}

/** The spans of a request, each with where it came from. */
export function jsonSpans(body: Buffer): { span: JsonSpan; resource: JsonPair[]; scope: string }[] {
  const { resourceSpans } = JSON.parse(body.toString()) as JsonRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({ span, resource: resource.attributes, scope: scope.name })),
    ),
  );
}
