import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Store } from '@agentops/store';
import type { BodyLimits } from '../body.ts';
import { exportResponse, grpcStatus, partialOf } from './answers.ts';
import { countItemsProtobuf, type UnstoredSignal } from './count-items.ts';
import { decodeTracesProtobuf } from './decode-protobuf.ts';
import { answerCall, type GrpcMethod } from './grpc-call.ts';
import { checkHealth } from './grpc-health.ts';
import { SpanReceiver } from './span-receiver.ts';

export interface OtlpGrpcOptions {
  store: Store;
  /** Of each message. */
  limits?: BodyLimits;
  /** Whether the call may come in. @default every call may */
  authorize?: (headers: Headers) => boolean;
  host: string;
  /** 0: a free one. */
  port: number;
  /** Calls of one connection at a time. @default 128 */
  maxConcurrentStreams?: number;
  /** Milliseconds after which a connection without a call is closed. @default 600,000 */
  idleConnectionMs?: number;
}

export interface OtlpGrpcServer {
  port: number;
  /** Takes no new calls and lets those under way end. @param graceMs after which they are cut off. @default 5,000 */
  close(graceMs?: number): Promise<void>;
}

/**
 * OTLP over gRPC, on node:http2: what OTLP needs of gRPC is little, and this is faster than `@grpc/grpc-js`. Without TLS. Spans are
 * durable when it answers OK; metrics and logs are counted, and not stored.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpcServer> {
  const { store, limits, authorize, host, port } = options;
  const { maxConcurrentStreams = 128, idleConnectionMs = 600_000 } = options;
  const receiver = SpanReceiver.of(store);
  const service = { methods: methodsOf(receiver), receiver, limits, authorize };
  // With the default window of 64 KiB a large batch comes in many round trips.
  const settings = { maxConcurrentStreams, initialWindowSize: 1024 * 1024 };
  const server = createServer({ settings });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
    session.setTimeout(idleConnectionMs, () => session.close());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    answerCall(stream, headers, service).catch(() => stream.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async (graceMs = 5_000) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const session of sessions) session.close();
      const timer = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

const traceService = 'opentelemetry.proto.collector.trace.v1.TraceService';
const metricsService = 'opentelemetry.proto.collector.metrics.v1.MetricsService';
const logsService = 'opentelemetry.proto.collector.logs.v1.LogsService';
const healthService = 'grpc.health.v1.Health';

function methodsOf(receiver: SpanReceiver): Map<string, GrpcMethod> {
  const count = (signal: UnstoredSignal) => async (message: Buffer) => {
    receiver.countUnstored(signal, countItemsProtobuf(message));
    return exportResponse(undefined);
  };
  const receiveTraces: GrpcMethod = async (message) => {
    const { spans, rejected } = decodeTracesProtobuf(message);
    receiver.countRejected(rejected.count);
    return exportResponse(partialOf(rejected, await receiver.receive(spans)));
  };
  const services = [traceService, metricsService, logsService, healthService];
  const health: GrpcMethod = async (message) =>
    checkHealth(message, services) ?? {
      grpc: grpcStatus.notFound,
      message: 'There is no such service here.',
    };
  return new Map([
    [`/${traceService}/Export`, receiveTraces],
    [`/${metricsService}/Export`, count('metrics')],
    [`/${logsService}/Export`, count('logs')],
    [`/${healthService}/Check`, health],
  ]);
}
