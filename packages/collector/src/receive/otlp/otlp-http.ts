import type { Store } from '@agentops/store';
import { type Context, Hono } from 'hono';
import { type BodyLimits, readBody } from '../body.ts';
import type { Hold } from '../byte-budget.ts';
import {
  BusyError,
  busy,
  exportResponse,
  exportResponseJson,
  grpcStatus,
  type Partial,
  partialOf,
  type Refusal,
  refusalOf,
  rpcStatus,
  unauthorised,
} from './answers.ts';
import { countItemsJson, countItemsProtobuf } from './count-items.ts';
import { decodeTracesJson } from './decode-json.ts';
import { decodeTracesProtobuf } from './decode-protobuf.ts';
import { SpanReceiver } from './span-receiver.ts';

export interface OtlpHttpOptions {
  store: Store;
  limits?: BodyLimits;
  /** Whether the request may come in. @default every request may */
  authorize?: (headers: Headers) => boolean;
}

type Signal = 'traces' | 'metrics' | 'logs';
type Format = 'protobuf' | 'json';

const contentTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** What a body of unknown length is taken for until it is there. */
const unknownLength = 64 * 1024;

/**
 * OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp): `POST /v1/traces`, `/v1/metrics` and `/v1/logs`, protobuf or
 * JSON. Spans are durable when it answers 200. Metrics and logs are counted, and not stored. No CORS: browsers are not let in.
 */
export function otlpHttpRoutes({ store, limits, authorize }: OtlpHttpOptions): Hono {
  const receiver = SpanReceiver.of(store);
  const app = new Hono();
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    for (const path of [`/v1/${signal}`, `/v1/${signal}/`]) {
      app.post(path, (c) => receive(c, signal, { receiver, limits, authorize }));
      app.all(path, (c) => {
        c.header('allow', 'POST');
        return c.json({ code: grpcStatus.unimplemented, message: `${path} takes POST.` }, 405);
      });
    }
  }
  return app;
}

interface Receiving {
  receiver: SpanReceiver;
  limits: BodyLimits | undefined;
  authorize: OtlpHttpOptions['authorize'];
}

async function receive(c: Context, signal: Signal, on: Receiving): Promise<Response> {
  const { receiver, limits, authorize } = on;
  const format = formatOf(c.req.header('content-type'));
  if (authorize && !authorize(c.req.raw.headers)) return refuse(c, format, unauthorised);
  if (!format) return refuse(c, format, unknownType(c.req.header('content-type')));
  const { refused } = receiver.counts;
  receiver.counts.requests++;
  const hold = receiver.inFlight.take(Number(c.req.header('content-length')) || unknownLength);
  if (!hold) {
    refused.busy++;
    return refuse(c, format, busy);
  }
  try {
    const body = await readBody(c.req.raw, {
      ...limits,
      onBytes: (bytes) => holdMore(hold, bytes),
    });
    return answer(c, format, await take(receiver, signal, format, body));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.http === 503) refused.storeDown++;
    else if (refusal.http === 429) refused.busy++;
    else refused.malformed++;
    return refuse(c, format, refusal);
  } finally {
    hold.release();
  }
}

function holdMore(hold: Hold, bytes: number): void {
  if (bytes > hold.bytes && !hold.resize(bytes)) throw new BusyError();
}

async function take(
  receiver: SpanReceiver,
  signal: Signal,
  format: Format,
  body: Buffer,
): Promise<Partial | undefined> {
  if (signal !== 'traces') {
    const items = format === 'json' ? countItemsJson(body, signal) : countItemsProtobuf(body);
    receiver.countUnstored(signal, items);
    return undefined;
  }
  const { spans, rejected } =
    format === 'json' ? decodeTracesJson(body) : decodeTracesProtobuf(body);
  receiver.countRejected(rejected.count);
  return partialOf(rejected, await receiver.receive(spans));
}

function formatOf(contentType: string | undefined): Format | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === contentTypes.protobuf) return 'protobuf';
  return type === contentTypes.json ? 'json' : undefined;
}

function unknownType(contentType: string | undefined): Refusal {
  const given = contentType ? `not ${contentType.slice(0, 60)}` : 'and none was given';
  return {
    http: 415,
    grpc: grpcStatus.invalidArgument,
    message: `The content-type has to be application/x-protobuf or application/json, ${given}.`,
  };
}

function answer(c: Context, format: Format, partial: Partial | undefined): Response {
  if (format === 'json') return c.json(exportResponseJson(partial));
  return c.body(new Uint8Array(exportResponse(partial)), 200, {
    'content-type': contentTypes.protobuf,
  });
}

/** Errors are google.rpc.Status, in the request's format. */
function refuse(c: Context, format: Format | undefined, refusal: Refusal): Response {
  const { http, grpc, message, retryAfterS } = refusal;
  if (retryAfterS !== undefined) c.header('retry-after', String(retryAfterS));
  // The rest of the body is not read, so that the connection can't go on.
  if (http === 413 || http === 408 || http === 429) c.header('connection', 'close');
  if (format !== 'protobuf') return c.json({ code: grpc, message }, http);
  return c.body(new Uint8Array(rpcStatus(refusal)), http, {
    'content-type': contentTypes.protobuf,
  });
}
