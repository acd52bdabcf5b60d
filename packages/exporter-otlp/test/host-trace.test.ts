import { context, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { expect, it, onTestFinished } from 'vitest';
import { OtlpExporter } from '../src/index.ts';
import { jsonSpans } from './otlp-json.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

it('what happens in a span of the host is linked to it', async () => {
  const provider = new NodeTracerProvider();
  provider.register();
  onTestFinished(async () => {
    await provider.shutdown();
    trace.disable();
    context.disable();
  });
  const receiver = await otlpReceiver();
  const exporter = new OtlpExporter({ endpoint: receiver.url, protocol: 'http/json' });
  const { agentops } = recordingTo([exporter]);
  const session = agentops.startSession();
  session.startTool('outside').end();
  const { traceId, spanId } = await trace
    .getTracer('host')
    .startActiveSpan('handle', async (span) => {
      await Promise.resolve();
      session.startTool('inside').end();
      span.end();
      return span.spanContext();
    });
  expect(await agentops.flush()).toBe(true);
  const spans = receiver.requests.flatMap(({ body }) => jsonSpans(body));
  const links = Object.fromEntries(spans.map(({ span }) => [span.name, span.links]));
  expect(links).toEqual({
    'execute_tool outside': undefined,
    'execute_tool inside': [{ traceId, spanId, attributes: [] }],
  });
});
