import { type Appended, StoreWriteError } from '@agentops/store';
import { BodyError } from '../body.ts';
import { OtlpDecodeError } from './decode-error.ts';
import type { RejectedSpans } from './decoded-traces.ts';
import { bytesField, varintField } from './protobuf-writer.ts';

/** gRPC's numbers (https://grpc.io/docs/guides/status-codes/), which `google.rpc.Status` has too. */
export const grpcStatus = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** Why a request is not taken, in the words of both protocols. */
export interface Refusal {
  http: 400 | 401 | 408 | 413 | 415 | 429 | 500 | 503;
  grpc: number;
  message: string;
  /** The sender may send the same again after so many seconds. Without it, SDKs drop what they sent. */
  retryAfterS?: number;
}

export type GrpcRefusal = Pick<Refusal, 'grpc' | 'message' | 'retryAfterS'>;

export const busy: Refusal = {
  http: 429,
  grpc: grpcStatus.resourceExhausted,
  message: 'Too much is under way here: send it again a little later.',
  retryAfterS: 1,
};

export const unauthorised: Refusal = {
  http: 401,
  grpc: grpcStatus.unauthenticated,
  message: "A token is needed here: send the header 'authorization: Bearer <token>'.",
};

/** A body found no place among those that are under way. */
export class BusyError extends Error {}

const grpcOfBody = {
  400: grpcStatus.invalidArgument,
  408: grpcStatus.deadlineExceeded,
  413: grpcStatus.resourceExhausted,
  415: grpcStatus.unimplemented,
} as const;

export function refusalOf(error: unknown): Refusal {
  if (error instanceof BusyError) return busy;
  if (error instanceof BodyError || error instanceof OtlpDecodeError) {
    return { http: error.status, grpc: grpcOfBody[error.status], message: error.message };
  }
  if (error instanceof StoreWriteError) {
    return {
      http: 503,
      grpc: grpcStatus.unavailable,
      message: `The spans could not be stored: ${error.message}`,
      retryAfterS: 5,
    };
  }
  return {
    http: 500,
    grpc: grpcStatus.internal,
    message: 'The collector failed: this is its bug.',
  };
}

/** What is told of a request whose spans were taken, but not all of them. */
export interface Partial {
  rejected: number;
  message: string;
}

export function partialOf(
  rejected: RejectedSpans,
  appended: Appended | undefined,
): Partial | undefined {
  if (rejected.count > 0) return { rejected: rejected.count, message: rejected.reason ?? '' };
  const refused = appended?.rejected[0];
  // Zero rejected spans with a message is a warning, by the protocol.
  return refused && { rejected: 0, message: `The store left out a record: ${refused.reason}` };
}

/** ExportTraceServiceResponse. The other two signals' have the same form. */
export function exportResponse(partial: Partial | undefined): Buffer {
  if (!partial) return Buffer.alloc(0);
  const count = partial.rejected > 0 ? [varintField(1, partial.rejected)] : [];
  return bytesField(1, Buffer.concat([...count, bytesField(2, partial.message)]));
}

export function exportResponseJson(partial: Partial | undefined): object {
  if (!partial) return {};
  const { rejected, message } = partial;
  // 64-bit integers are strings in protobuf's JSON.
  return { partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } };
}

/** google.rpc.Status, with a google.rpc.RetryInfo where it may be sent again: without that, gRPC senders don't retry. */
export function rpcStatus({ grpc, message, retryAfterS }: GrpcRefusal): Buffer {
  const parts = [varintField(1, grpc), bytesField(2, message)];
  if (retryAfterS !== undefined) {
    const retryInfo = bytesField(1, varintField(1, retryAfterS));
    const type = bytesField(1, 'type.googleapis.com/google.rpc.RetryInfo');
    parts.push(bytesField(3, Buffer.concat([type, bytesField(2, retryInfo)])));
  }
  return Buffer.concat(parts);
}
