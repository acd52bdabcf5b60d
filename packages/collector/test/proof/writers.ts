import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentOpsRecord, pathsOf } from '@agentops/core';
import { generateRecords } from '@agentops/testkit/generate-records';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { OTLPTraceExporter as ProtobufExporter } from 'otel-exporter-proto';
import type { Acknowledged, Way } from './acknowledged.ts';
import type { CollectorProcess } from './collector-process.ts';

/** Sends to one collector after the other. What was not acknowledged is sent again. */
export interface Writer {
  /** Sends some more, and notes what was acknowledged. @throws where it was not */
  send(to: CollectorProcess, acknowledged: Acknowledged): Promise<void>;
}

/** Two of each way in. */
export function eightWriters(directory: string): Writer[] {
  return [1, 2].flatMap((n) => [
    recordWriter('ingest', n, byIngest),
    recordWriter('spool', n + 2, bySpool(directory, `spooler-${n}`)),
    spanWriter('OTLP/HTTP', n, ({ addresses }) => {
      const url = `${addresses.otlpHttpUrl}/v1/traces`;
      return new ProtobufExporter({ url, timeoutMillis: 2000 });
    }),
    spanWriter('OTLP/gRPC', n + 2, ({ addresses }) => {
      return new GrpcExporter({ url: addresses.otlpGrpcUrl, timeoutMillis: 2000 });
    }),
  ]);
}

type Deliver = (ndjson: string, to: CollectorProcess) => Promise<void>;

const byIngest: Deliver = async (ndjson, to) => {
  const answer = await to.post('ingest', ndjson);
  const { accepted, repeated, rejectedLines } = (await answer.json()) as Record<string, number>;
  if (answer.status !== 200 || rejectedLines !== 0) throw new Error(`answered ${answer.status}`);
  if ((accepted ?? 0) + (repeated ?? 0) !== ndjson.split('\n').length - 1) {
    throw new Error('a line is neither accepted nor repeated');
  }
};

/** Acknowledged by the file system, whether a collector runs or not. */
function bySpool(directory: string, name: string): Deliver {
  const folder = pathsOf(directory).spool;
  mkdirSync(folder, { recursive: true });
  const fd = openSync(join(folder, `${name}.0000.ndjson`), 'ax', 0o600);
  return async (ndjson) => {
    const bytes = Buffer.from(ndjson);
    // In two parts, so that a collector may see half a line.
    const half = Math.floor(bytes.length / 2);
    writeSync(fd, bytes, 0, half);
    await new Promise((resolve) => setTimeout(resolve, 5));
    writeSync(fd, bytes, half);
  };
}

function recordWriter(way: Way, seed: number, deliver: Deliver): Writer {
  const lines = linesOf(seed);
  let count = 0;
  let pending: string[] = [];
  const sessionOf = new Map<string, string>();
  return {
    async send(to, acknowledged) {
      if (pending.length === 0) {
        const wanted = 1 + ((count++ * 17) % 60);
        while (pending.length < wanted) pending.push(lines.next().value as string);
      }
      await deliver(`${pending.join('\n')}\n`, to);
      for (const line of pending) {
        const record = JSON.parse(line) as AgentOpsRecord;
        const sessionId = sessionIdOf(record, sessionOf);
        if (sessionId !== undefined) {
          acknowledged.add(way, sessionId, `${record.writer}#${record.seq}`);
        }
      }
      pending = [];
    },
  };
}

/** An update of an event does not say of which session it is. */
function sessionIdOf(record: AgentOpsRecord, sessionOf: Map<string, string>): string | undefined {
  if (record.kind === 'session') return record.session.id;
  if (!('event' in record)) return undefined;
  const { id } = record.event;
  const sessionId = record.event.sessionId ?? sessionOf.get(id);
  if (sessionId) sessionOf.set(id, sessionId);
  return sessionId;
}

function* linesOf(seed: number): Generator<string> {
  const options = { seed, sessions: 100_000, eventsPerSession: 120, writers: 1, chunkLength: 1 };
  // From now on: of who wrote long ago a collector says that it is gone, and the records alone do not.
  const startTime = Date.now();
  for (const chunk of generateRecords({ ...options, startTime }))
    yield* chunk.split('\n').filter(Boolean);
}

const spansPerSession = 400;

/** Real exporters, each span with a name of its own. */
function spanWriter(
  way: Way,
  n: number,
  exporterTo: (collector: CollectorProcess) => SpanExporter,
): Writer {
  const made = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter: made });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('killed');
  let sending: { to: CollectorProcess; exporter: SpanExporter } | undefined;
  let count = 0;
  let session = '';
  let pending: readonly ReadableSpan[] = [];

  const makeSpans = (wanted: number) => {
    if (count % spansPerSession < wanted) session = crypto.randomUUID();
    for (const last = count + wanted; count < last; count++) {
      const attributes = { 'session.id': session, ...(count % 3 === 0 ? call : {}) };
      tracer.startSpan(`sender ${n}, span ${count}`, { root: true, attributes }).end();
    }
    const spans = made.getFinishedSpans();
    made.reset();
    return spans;
  };
  return {
    async send(to, acknowledged) {
      if (pending.length === 0) pending = makeSpans(1 + ((count * 7) % 40));
      if (sending?.to !== to) {
        await sending?.exporter.shutdown();
        sending = { to, exporter: exporterTo(to) };
      }
      const { exporter } = sending;
      const { error, code } = await new Promise<{ code: number; error?: Error }>((resolve) =>
        exporter.export([...pending], resolve),
      );
      if (code !== 0) throw error ?? new Error('not exported');
      for (const { name, attributes } of pending) {
        acknowledged.add(way, String(attributes['session.id']), name);
      }
      pending = [];
    },
  };
}

const call = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 120,
  'gen_ai.usage.output_tokens': 30,
};
