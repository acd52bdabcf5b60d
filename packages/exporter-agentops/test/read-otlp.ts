/** Reads OTLP requests of both encodings, without code of the exporter. */
import type { ReceivedRequest } from '@agentops/testkit';
import { readMessage, type Shape } from './read-protobuf.ts';

export interface ReadSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Record<string, unknown>;
  events: { name: string; timeUnixNano: string; attributes: Record<string, unknown> }[];
  status: { code: number; message?: string };
  resource: Record<string, unknown>;
  scope: string;
}

const value: Shape = {
  1: 'stringValue',
  2: 'boolValue:bool',
  3: 'intValue:int',
  4: 'doubleValue:double',
  5: {
    name: 'arrayValue',
    shape: () => ({ 1: { name: 'values', many: true, shape: () => value } }),
  },
};
const attribute: Shape = { 1: 'key', 2: { name: 'value', shape: () => value } };
const attributes = { name: 'attributes', many: true, shape: () => attribute } as const;
/** Of opentelemetry-proto 1.x. */
const request: Shape = {
  1: {
    name: 'resourceSpans',
    many: true,
    shape: () => ({
      1: { name: 'resource', shape: () => ({ 1: attributes }) },
      2: {
        name: 'scopeSpans',
        many: true,
        shape: () => ({
          1: { name: 'scope', shape: () => ({ 1: 'name', 2: 'version' }) },
          2: { name: 'spans', many: true, shape: () => span },
        }),
      },
    }),
  },
};
const span: Shape = {
  1: 'traceId:hex',
  2: 'spanId:hex',
  4: 'parentSpanId:hex',
  5: 'name',
  6: 'kind:number',
  7: 'startTimeUnixNano:fixed64',
  8: 'endTimeUnixNano:fixed64',
  9: attributes,
  11: {
    name: 'events',
    many: true,
    shape: () => ({ 1: 'timeUnixNano:fixed64', 2: 'name', 3: attributes }),
  },
  15: { name: 'status', shape: () => ({ 2: 'message', 3: 'code:number' }) },
};

interface JsonValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values?: JsonValue[] };
}

interface WithAttributes {
  attributes?: { key: string; value: JsonValue }[];
}

interface JsonRequest {
  resourceSpans: {
    resource: WithAttributes;
    scopeSpans: {
      scope: { name: string };
      spans: (WithAttributes &
        Omit<ReadSpan, 'attributes' | 'events' | 'status'> & {
          events?: (WithAttributes & { name: string; timeUnixNano: string })[];
          status?: Partial<ReadSpan['status']>;
        })[];
    }[];
  }[];
}

/** The body as OTLP/JSON. */
function jsonOf({ headers, body }: Pick<ReceivedRequest, 'headers' | 'body'>): JsonRequest {
  return headers['content-type'] === 'application/json'
    ? JSON.parse(body.toString())
    : (readMessage(body, request) as unknown as JsonRequest);
}

export function spansIn(received: Pick<ReceivedRequest, 'headers' | 'body'>): ReadSpan[] {
  return jsonOf(received).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map(({ events = [], status, ...each }) => ({
        ...each,
        attributes: plain(each),
        events: events.map((event) => ({ ...event, attributes: plain(event) })),
        status: { code: 0, ...status },
        resource: plain(resource),
        scope: scope.name,
      })),
    ),
  );
}

function plain({ attributes = [] }: WithAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value: told }) => [key, plainValue(told)]));
}

function plainValue(told: JsonValue): unknown {
  if (told.intValue !== undefined) return Number(told.intValue);
  if (told.arrayValue) return (told.arrayValue.values ?? []).map(plainValue);
  return told.stringValue ?? told.boolValue ?? told.doubleValue ?? null;
}
