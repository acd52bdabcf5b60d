/** One run, in a process of its own: records so many LLM calls, with what the arguments name, and says what that took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentOps, type Exporter } from '@agentops/core';
import { OtlpExporter } from '@agentops/exporter-otlp';
import { SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export interface RunTime {
  /** Of the main thread, in milliseconds. */
  mainMs: number;
  /** Of all threads. */
  cpuMs: number;
  /** From the first event until the last one was acknowledged. */
  wallMs: number;
}

interface Recorder {
  record(n: number): void;
  /** All of it was acknowledged. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const [recorderName = '', url = '', count = '0'] = process.argv.slice(2);
const question = 'Which of the regions in this table has the largest share of returns? '.repeat(3);
const answer = 'North, with 17 of a hundred orders, most of them in the second quarter. '.repeat(3);
/** Recorded without giving way. */
const burst = 100;

function agentopsTo(exporters: Exporter[]): Recorder {
  const directory = mkdtempSync(join(tmpdir(), 'agentops-bench-'));
  const agentops = new AgentOps();
  const session = agentops.init({ directory, exporters, logLevel: 'silent' });
  return {
    record(n) {
      session
        ?.startLLM({
          provider: 'openai',
          requestModel: 'gpt-4o',
          inputMessages: [{ role: 'user', parts: [{ type: 'text', content: `${n} ${question}` }] }],
          attributes: { 'gen_ai.request.temperature': 0.5 },
        })
        .end({
          responseModel: 'gpt-4o-2024-08-06',
          outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }],
          finishReasons: ['stop'],
          usage: {
            inputTokens: 60,
            outputTokens: 55,
            cacheReadInputTokens: 0,
            cacheCreationInputTokens: null,
            reasoningOutputTokens: null,
          },
        });
    },
    async flush() {
      while (!(await agentops.flush({ timeoutMs: 60_000 }))) {}
    },
    async close() {
      agentops.shutdown();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function openTelemetryTo(processors: BatchSpanProcessor[]): Recorder {
  const provider = new NodeTracerProvider({ spanProcessors: processors });
  const tracer = provider.getTracer('bench');
  return {
    record(n) {
      const input = [{ role: 'user', parts: [{ type: 'text', content: `${n} ${question}` }] }];
      const output = [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }];
      const span = tracer.startSpan('chat gpt-4o', {
        kind: SpanKind.CLIENT,
        attributes: {
          'session.id': 'the session',
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.request.temperature': 0.5,
          'gen_ai.input.messages': JSON.stringify(input),
        },
      });
      span.setAttributes({
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.output.messages': JSON.stringify(output),
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 60,
        'gen_ai.usage.output_tokens': 55,
        'gen_ai.usage.cache_read.input_tokens': 0,
      });
      span.end();
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  };
}

const recorders: Readonly<Record<string, () => Recorder>> = {
  agentops: () => agentopsTo([new OtlpExporter({ endpoint: url, compression: 'none' })]),
  'agentops-gzip': () => agentopsTo([new OtlpExporter({ endpoint: url })]),
  'agentops-alone': () => agentopsTo([]),
  // Its queue holds 2,048 spans by default, and drops what is more.
  opentelemetry: () =>
    openTelemetryTo([
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }), {
        maxQueueSize: 1_000_000,
      }),
    ]),
  'opentelemetry-alone': () => openTelemetryTo([]),
};

async function run(recorder: Recorder, events: number): Promise<RunTime> {
  const start = performance.now();
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  for (let n = 0; n < events; n++) {
    recorder.record(n);
    if (n % burst === burst - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.flush();
  const mainUsed = process.threadCpuUsage(main);
  const allUsed = process.cpuUsage(all);
  return {
    mainMs: (mainUsed.user + mainUsed.system) / 1000,
    cpuMs: (allUsed.user + allUsed.system) / 1000,
    wallMs: performance.now() - start,
  };
}

async function measure(): Promise<void> {
  const create = recorders[recorderName];
  if (!create) throw new Error(`There is no recorder "${recorderName}".`);
  const recorder = create();
  // Compiled, and connected.
  await run(recorder, 500);
  const time = await run(recorder, Number(count));
  await recorder.close();
  process.stdout.write(JSON.stringify(time));
}

void measure();
