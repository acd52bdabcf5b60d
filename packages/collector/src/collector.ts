import { type Diagnostic, describeError } from '@agentops/core';
import type { Retention, Store } from '@agentops/store';
import { agentopsRoutes } from './receive/agentops/agentops-routes.ts';
import { ByteBudget } from './receive/byte-budget.ts';
import { importedSpans } from './receive/otlp/imported-spans.ts';
import { type OtlpGrpcServer, startOtlpGrpc } from './receive/otlp/otlp-grpc.ts';
import { otlpHttpRoutes } from './receive/otlp/otlp-http.ts';
import { SpanReceiver } from './receive/otlp/span-receiver.ts';
import {
  type SpoolProgress,
  SpoolReceiver,
  type SpoolState,
} from './receive/spool/spool-receiver.ts';
import type { Taken } from './receive/taken.ts';
import { WriterWatch } from './receive/writer-watch.ts';
import { RetentionTimer } from './retention-timer.ts';
import { announceCollector } from './running-collector.ts';
import { createBaseApp } from './serve/base-app.ts';
import { createCollectorApp } from './serve/collector-app.ts';
import { Metrics } from './serve/metrics/metrics.ts';
import { checkBind } from './serve/security/bind.ts';
import { bearerOf, tokenCheck } from './serve/security/token.ts';
import { ListenError, type RunningServer, startServer } from './serve/server.ts';
import { sweepBackups } from './serve/transfer/backup-files.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { collectorVersion } from './version.ts';

export interface CollectorOptions {
  /** The data directory: what programs spool there is taken in, and the database is kept there. */
  directory: string;
  /** @default '127.0.0.1' */
  host?: string;
  /** Of the API and the page; AgentOps' SDKs send here too. 0: any free one. @default 4242 */
  port?: number;
  /** OTLP over HTTP. `false`: none. @default 4318 */
  otlpHttpPort?: number | false;
  /** OTLP over gRPC. `false`: none. @default 4317 */
  otlpGrpcPort?: number | false;
  /** What to do where a port is taken: give up, or try the next ones. @default 'next' */
  onPortTaken?: 'fail' | 'next';
  /** Asked for by everything but health. Beyond this machine there has to be one. */
  token?: string | undefined;
  /** Further names that may stand in the Host header: of a proxy, of the machine. */
  allowedHosts?: readonly string[];
  /** Pages of other origins that may ask. */
  allowedOrigins?: readonly string[];
  /** The dashboard's built files. */
  staticDirectory?: string;
  /** What is deleted, looked at when it starts and once an hour. @default sessions beyond 10 GiB, oldest first */
  retention?: Pick<Retention, 'maxAgeMs' | 'maxBytes'>;
  /** Milliseconds without anything new after which a session of spans, or of AgentOps' API, counts as over. @default 600,000 */
  idleMs?: number;
  /** Of what was spooled before it started. */
  onCatchUp?: (progress: SpoolProgress) => void;
  /** What the collector has to say about itself. @default nothing is told */
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

export interface Collector {
  /** Of the API and the page. */
  readonly url: string;
  /** Where OTLP exporters send by HTTP; undefined where there is none. */
  readonly otlpHttpUrl: string | undefined;
  readonly otlpGrpcUrl: string | undefined;
  readonly store: Store;
  spool(): SpoolState;
  /** Takes in what was spooled, ends what is under way, and closes the store. */
  close(): Promise<void>;
}

const defaultRetention = { maxBytes: 10 * 1024 ** 3 };
const maxBytesInFlight = 256 * 1024 * 1024;
const nextPorts = 20;

/**
 * Starts a collector: it takes in what programs of this machine spooled, what they send, and answers questions about it. When it
 * resolves, all that had been spooled is in the store.
 *
 * @throws UnsafeBindError where others could reach it and there is no token
 * @throws StoreOpenError where another collector has the directory, …
 * @throws ListenError where a port is taken
 */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { directory, host = '127.0.0.1', token, allowedHosts, allowedOrigins, idleMs } = options;
  checkBind(host, token);
  const report = options.onDiagnostic ?? (() => {});
  const onError = (error: unknown) => {
    const { errorType, message } = describeError(error);
    report({ level: 'error', code: 'collector-failed', message: `${errorType}: ${message}` });
  };
  const opened = new Opened();
  try {
    const store = await openSqliteStore({ directory, onDiagnostic: report, check: true });
    opened.add(() => store.close());
    sweepBackups(directory);
    const budget = new ByteBudget(maxBytesInFlight);
    const metrics = new Metrics();
    opened.add(() => metrics.close());
    const took = (receiver: string) => (taken: Taken) => metrics.took(receiver, taken);
    const spans = SpanReceiver.of(store, {
      budget,
      onTaken: took('otlp'),
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    opened.add(() => spans.close());

    const spool = new SpoolReceiver({ directory, store, report, onTaken: took('spool') });
    await spool.catchUp(options.onCatchUp);
    const watch = new WriterWatch(store);
    await watch.look();
    spool.follow();
    watch.start();
    opened.add(() => watch.close());
    opened.add(() => spool.close());
    const retention = new RetentionTimer(store, options.retention ?? defaultRetention, report);
    retention.start();
    opened.add(() => retention.close());

    const isToken = token ? tokenCheck(token) : undefined;
    const byToken = isToken && {
      authorize: (headers: Headers) => isToken(bearerOf(headers.get('authorization')) ?? ''),
    };
    const uncheckedOtlp = otlpHttpRoutes({ store });
    const agentops = agentopsRoutes({
      store,
      budget,
      signal: opened.signal,
      onTaken: ({ accepted: records, repeated, rejectedLines: rejected }) =>
        took('agentops')({ records, repeated, rejected }),
      onLost: (rejected) => took('agentops')({ rejected }),
      // It has checked who asks.
      otlp: (request) => uncheckedOtlp.fetch(request),
      ...(idleMs === undefined ? {} : { idleMs }),
      ...(isToken ? { authorize: isToken } : {}),
    });
    const served = createCollectorApp({
      store,
      host,
      token,
      allowedHosts,
      allowedOrigins,
      staticDirectory: options.staticDirectory,
      otlpImport: importedSpans,
      budget,
      metrics,
      backupDirectory: directory,
      intake: { spool: () => spool.state(), otlp: () => spans.counts },
      receivers: [{ path: '/', app: agentops, authorises: true }],
      version: collectorVersion,
      onError,
    });
    opened.add(async () => served.close());
    const { onPortTaken = 'next' } = options;
    const listen = { host, token, onPortTaken, onError };
    const server = await startServer({ ...listen, app: served.app, port: options.port ?? 4242 });
    opened.add(() => server.close());
    opened.add(announceCollector(directory, server.url));

    let otlpServer: RunningServer | undefined;
    if (options.otlpHttpPort !== false) {
      const app = createBaseApp({ host, allowedHosts, allowedOrigins, metrics, onError });
      app.route('/', otlpHttpRoutes({ store, ...byToken }));
      otlpServer = await startServer({ ...listen, app, port: options.otlpHttpPort ?? 4318 });
      opened.add(() => (otlpServer as RunningServer).close());
    }
    let grpcUrl: string | undefined;
    if (options.otlpGrpcPort !== false) {
      const wanted = options.otlpGrpcPort ?? 4317;
      const grpc = await listenFrom(wanted, onPortTaken, (port) =>
        startOtlpGrpc({ store, host, port, ...byToken }),
      );
      opened.add(() => grpc.close());
      grpcUrl = server.url.replace(/:\d+$/, `:${grpc.port}`);
    }
    return {
      url: server.url,
      otlpHttpUrl: otlpServer?.url,
      otlpGrpcUrl: grpcUrl,
      store,
      spool: () => spool.state(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function listenFrom(
  wanted: number,
  onPortTaken: 'fail' | 'next',
  start: (port: number) => Promise<OtlpGrpcServer>,
): Promise<OtlpGrpcServer> {
  const last = onPortTaken === 'next' && wanted > 0 ? Math.min(wanted + nextPorts, 65_535) : wanted;
  for (let port = wanted; ; port++) {
    try {
      return await start(port);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < last) continue;
      throw new ListenError(
        `The collector can't listen on port ${port} for OTLP/gRPC: ${message}.`,
        {
          cause,
        },
      );
    }
  }
}

/** What is open, to be closed in the opposite order. */
class Opened {
  readonly #closers: (() => unknown)[] = [];
  readonly #aborter = new AbortController();
  #closing: Promise<void> | undefined;

  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#aborter.abort();
    for (const close of this.#closers.reverse()) await close();
  }
}
