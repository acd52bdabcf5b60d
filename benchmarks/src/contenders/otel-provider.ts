import type { Instrumentation } from '@opentelemetry/instrumentation';

/**
 * OpenTelemetry's SDK 2 with its default batching and the OTLP exporter that is its default, which is what the READMEs of the
 * instrumentations show, and with it the instrumentation.
 */
export function loadOtelProvider(require: NodeJS.Require) {
  const { NodeTracerProvider } =
    require('@opentelemetry/sdk-trace-node') as typeof import('@opentelemetry/sdk-trace-node');
  const { BatchSpanProcessor } =
    require('@opentelemetry/sdk-trace-base') as typeof import('@opentelemetry/sdk-trace-base');
  const { OTLPTraceExporter } =
    require('@opentelemetry/exporter-trace-otlp-proto') as typeof import('@opentelemetry/exporter-trace-otlp-proto');
  const { registerInstrumentations } =
    require('@opentelemetry/instrumentation') as typeof import('@opentelemetry/instrumentation');
  return (sinkUrl: string, instrumentation: Instrumentation) => {
    const exporter = new OTLPTraceExporter({ url: `${sinkUrl}/v1/traces` });
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    provider.register();
    registerInstrumentations({ instrumentations: [instrumentation] });
    return provider;
  };
}

/** What an OpenTelemetry set-up consists of besides the instrumentation. */
export const otelPackages = [
  '@opentelemetry/api',
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/exporter-trace-otlp-proto',
] as const;
