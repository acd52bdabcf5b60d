import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { BodyLimits } from '../body.ts';
import {
  BusyError,
  type GrpcRefusal,
  grpcStatus,
  refusalOf,
  rpcStatus,
  unauthorised,
} from './answers.ts';
import { frame, readMessage } from './grpc-message.ts';
import type { SpanReceiver } from './span-receiver.ts';

/** Answers one message with one message. @throws whatever `refusalOf` knows */
export type GrpcMethod = (message: Buffer) => Promise<Buffer | GrpcRefusal>;

export interface GrpcService {
  /** By path: `/<package>.<service>/<method>`. */
  methods: ReadonlyMap<string, GrpcMethod>;
  receiver: SpanReceiver;
  limits: BodyLimits | undefined;
  authorize: ((headers: Headers) => boolean) | undefined;
}

/** What a message is taken for until it is there: gRPC does not tell its length ahead. */
const unknownLength = 64 * 1024;

/** Answers one call. Rejects only where the sender is gone, or `authorize` throws. */
export async function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  service: GrpcService,
): Promise<void> {
  if (headers[':method'] !== 'POST' || !headers['content-type']?.startsWith('application/grpc')) {
    respondAndEnd(stream, { ':status': 415 });
    return;
  }
  const result = await run(stream, headers, service);
  if (stream.closed || stream.destroyed) return;
  if (!Buffer.isBuffer(result)) {
    respondAndEnd(stream, { ...answerHeaders, ...trailersOf(result) });
    return;
  }
  stream.respond(answerHeaders, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(frame(result));
}

const answerHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,deflate,gzip',
};

async function run(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { methods, receiver, limits, authorize }: GrpcService,
): Promise<Buffer | GrpcRefusal> {
  const method = methods.get(headers[':path'] ?? '');
  if (!method) {
    const message = `There is no ${headers[':path']?.slice(0, 200)} here.`;
    return { grpc: grpcStatus.unimplemented, message };
  }
  if (authorize && !authorize(toHeaders(headers))) return unauthorised;
  const { refused } = receiver.counts;
  receiver.counts.requests++;
  const hold = receiver.inFlight.take(unknownLength);
  try {
    if (!hold) throw new BusyError();
    const encoding = String(headers['grpc-encoding'] ?? 'identity');
    const message = await readMessage(stream, encoding, limits ?? {}, (bytes) => {
      if (bytes > hold.bytes && !hold.resize(bytes)) throw new BusyError();
    });
    return await method(message);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.http === 503) refused.storeDown++;
    else if (refusal.http === 429) refused.busy++;
    else refused.malformed++;
    return refusal;
  } finally {
    hold?.release();
  }
}

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':') && value !== undefined) result.set(name, String(value));
  }
  return result;
}

function trailersOf(refusal: GrpcRefusal): Record<string, string> {
  const message = refusal.message.slice(0, 1000).toWellFormed();
  const trailers: Record<string, string> = {
    'grpc-status': String(refusal.grpc),
    'grpc-message': message.replace(/[^\x20-\x7e]|%/gu, encodeURIComponent),
  };
  if (refusal.retryAfterS !== undefined) {
    trailers['grpc-status-details-bin'] = rpcStatus(refusal).toString('base64');
  }
  return trailers;
}

/** An answer without a message. What the sender still sends is not read. */
function respondAndEnd(stream: ServerHttp2Stream, headers: Record<string, string | number>): void {
  stream.respond(headers, { endStream: true });
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}
