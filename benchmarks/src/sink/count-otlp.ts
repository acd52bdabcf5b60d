/** Spans in the body of an OTLP export, in either of its encodings. */
export function countSpans(body: Buffer, contentType: string): number {
  return contentType.includes('json') ? countInJson(body) : countInProtobuf(body);
}

interface TraceRequest {
  resourceSpans?: { scopeSpans?: { spans?: unknown[] }[] }[];
}

function countInJson(body: Buffer): number {
  const { resourceSpans = [] } = JSON.parse(body.toString()) as TraceRequest;
  const scopes = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans);
  return scopes.reduce((count, { spans = [] }) => count + spans.length, 0);
}

/** Fields of `ExportTraceServiceRequest`, `ResourceSpans` and `ScopeSpans`, opentelemetry-proto 1.x. */
function countInProtobuf(body: Buffer): number {
  const scopes = messagesIn(body, 1).flatMap((resourceSpans) => messagesIn(resourceSpans, 2));
  return scopes.reduce((count, scope) => count + messagesIn(scope, 2).length, 0);
}

/** What lies in a field of a message whose own fields are messages and strings only. */
function messagesIn(message: Buffer, field: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    if ((tag & 7) !== 2) throw new Error(`Unexpected wire type ${tag & 7} in an OTLP body`);
    const length = varint();
    if (tag >>> 3 === field) found.push(message.subarray(at, at + length));
    at += length;
  }
  return found;
}
