/** Reads OTLP requests of both encodings, without code of the exporter: what the tests need of them. */
import { type JsonPair, jsonSpans } from './otlp-json.ts';

export interface ReadSpan {
  traceId: string;
  spanId: string;
  name: string;
  /** Of texts; others are JSON. */
  attributes: Record<string, string>;
  /** Of events: `agentops.event.id`. */
  eventIds: string[];
}

export function spansIn(contentType: string | undefined, body: Buffer): ReadSpan[] {
  return contentType === 'application/json' ? fromJson(body) : fromProtobuf(body);
}

function fromJson(body: Buffer): ReadSpan[] {
  const plain = (pairs: JsonPair[]) =>
    Object.fromEntries(
      pairs.map(({ key, value }) => [key, value.stringValue ?? JSON.stringify(value)]),
    );
  return jsonSpans(body).map(({ span: { traceId, spanId, name, attributes: pairs, events } }) => {
    const attributes = plain(pairs);
    const eventIds = idsIn([attributes, ...events.map((event) => plain(event.attributes))]);
    return { traceId, spanId, name, attributes, eventIds };
  });
}

function fromProtobuf(body: Buffer): ReadSpan[] {
  return all(body, 1)
    .flatMap((resourceSpans) => all(resourceSpans, 2))
    .flatMap((scopeSpans) => all(scopeSpans, 2))
    .map((span) => {
      const attributes = attributesIn(span, 9);
      const events = all(span, 11).map((event) => attributesIn(event, 3));
      return {
        traceId: all(span, 1)[0]?.toString('hex') ?? '',
        spanId: all(span, 2)[0]?.toString('hex') ?? '',
        name: String(all(span, 5)[0]),
        attributes,
        eventIds: idsIn([attributes, ...events]),
      };
    });
}

function idsIn(all: Record<string, string>[]): string[] {
  return all.flatMap((attributes) => attributes['agentops.event.id'] ?? []);
}

function attributesIn(message: Buffer, field: number): Record<string, string> {
  return Object.fromEntries(
    all(message, field).map((pair) => {
      const [key = '', value = Buffer.alloc(0)] = [all(pair, 1)[0], all(pair, 2)[0]];
      return [String(key), String(all(value, 1)[0] ?? '')];
    }),
  );
}

/** What this field of a message holds, of those with a length. */
function all(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    switch (tag & 7) {
      case 0:
        varint();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (tag >> 3 === wanted) found.push(message.subarray(at, at + length));
        at += length;
        break;
      }
      default:
        throw new Error(`wire type ${tag & 7}`);
    }
  }
  return found;
}
