import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { OTLPTraceExporter as JsonExporter } from 'otel-exporter-http';
import { OTLPTraceExporter as ProtobufExporter } from 'otel-exporter-proto';
import { expect, test } from 'vitest';
import { contentOf, eventNamed, startProduct } from './receiving.ts';

type Compression = 'none' | 'gzip';

const exporters = {
  gRPC: (_: string, grpc: string, compression: Compression) =>
    new GrpcExporter({ url: grpc, compression: compression as never }),
  protobuf: (http: string, _: string, compression: Compression) =>
    new ProtobufExporter({ url: `${http}/v1/traces`, compression: compression as never }),
  JSON: (http: string, _: string, compression: Compression) =>
    new JsonExporter({ url: `${http}/v1/traces`, compression: compression as never }),
} satisfies Record<string, (http: string, grpc: string, compression: Compression) => SpanExporter>;

const cases = (['gRPC', 'protobuf', 'JSON'] as const).flatMap((protocol) =>
  (['none', 'gzip'] as const).map((compression) => [protocol, compression] as const),
);

test.each(cases)(
  'the OpenTelemetry JS exporter for %s, compression %s',
  async (protocol, compression) => {
    await using receiving = await startProduct();
    const exporter = exporters[protocol](receiving.httpUrl, receiving.grpcUrl, compression);
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', 'service.version': '7.1' }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('my-agent', '2.0');
    const start = Date.now();
    const root = tracer.startSpan('answer');
    const within = trace.setSpan(ROOT_CONTEXT, root);
    const llm = tracer.startSpan(
      'chat gpt-4o',
      {
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': 12,
          'gen_ai.usage.output_tokens': 3,
          'gen_ai.input.messages': JSON.stringify([
            { role: 'user', parts: [{ type: 'text', content: 'Grüß dich' }] },
          ]),
        },
      },
      within,
    );
    llm.end();
    const tool = tracer.startSpan(
      'execute_tool search',
      { attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' } },
      within,
    );
    tool.recordException(new RangeError('no such page'));
    tool.setStatus({ code: SpanStatusCode.ERROR, message: 'no such page' });
    tool.end();
    for (let index = 0; index < 100; index++) {
      tracer.startSpan(`step ${index}`, { attributes: { index } }, within).end();
    }
    root.setStatus({ code: SpanStatusCode.OK });
    root.end();
    await provider.shutdown();

    const content = await contentOf(receiving.store);
    expect(content.sessions).toHaveLength(1);
    const [session] = content.sessions;
    expect(session).toMatchObject({
      state: 'Success',
      source: { adapter: 'my-agent', host: 'shop', hostVersion: '7.1' },
      hostEnv: { 'service.name': 'shop', 'service.version': '7.1' },
      totals: {
        events: 104,
        llmCalls: 1,
        toolCalls: 1,
        errors: 1,
        inputTokens: 12,
        outputTokens: 3,
      },
    });
    const answer = eventNamed(content, 'answer');
    expect(answer).toMatchObject({ type: 'action', status: 'ok', attribution: 'context' });
    expect(answer.parentId).toBeUndefined();
    expect(answer.startTime).toBeGreaterThanOrEqual(start - 1);
    expect(answer.endTime).toBe(session?.endTime);
    expect(answer.startTime).toBe(session?.startTime);
    const call = content.events.find(({ type }) => type === 'llm');
    expect(call).toMatchObject({
      parentId: answer.id,
      requestModel: 'gpt-4o',
      usage: { inputTokens: 12, outputTokens: 3 },
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Grüß dich' }] }],
    });
    const search = content.events.find(({ type }) => type === 'tool');
    expect(search).toMatchObject({ name: 'search', status: 'error', parentId: answer.id });
    expect(content.events.find(({ type }) => type === 'error')).toMatchObject({
      errorType: 'RangeError',
      message: 'no such page',
      parentId: search?.id,
      triggerEventId: search?.id,
      triggerEventType: 'tool',
    });
    expect(eventNamed(content, 'step 42').attributes).toMatchObject({ index: 42 });
  },
);
