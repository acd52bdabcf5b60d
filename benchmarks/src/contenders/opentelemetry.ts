import type { ProxyTracerProvider } from '@opentelemetry/api';
import type { Contender } from '../contender.ts';

const name = '@opentelemetry/instrumentation-openai';

interface Flushable {
  forceFlush: () => Promise<void>;
}

/** Set up as its README says: no prompts and no answers are recorded. */
export const opentelemetry = contender({ captureMessageContent: false });

/** The only other setting that it has: prompts and answers go out as log records. */
export const opentelemetryWithContent = contender({ captureMessageContent: true });

function contender({ captureMessageContent }: { captureMessageContent: boolean }): Contender {
  return {
    name: `${name}, ${captureMessageContent ? 'with' : 'without'} content`,
    packages: [name, '@opentelemetry/api', '@opentelemetry/sdk-node'],
    setUp: captureMessageContent ? '`captureMessageContent`' : 'its default',
    load: (require) => {
      const { NodeSDK } =
        require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
      const { logs, trace } = require('@opentelemetry/api') as typeof import('@opentelemetry/api');
      const { OpenAIInstrumentation } =
        require('@opentelemetry/instrumentation-openai') as typeof import('@opentelemetry/instrumentation-openai');
      return ({ sinkUrl }) => {
        process.env.OTEL_EXPORTER_OTLP_ENDPOINT = sinkUrl;
        // Detecting the cloud it runs in would ask the network.
        process.env.OTEL_NODE_RESOURCE_DETECTORS = 'env,process';
        const instrumentations = [
          captureMessageContent
            ? new OpenAIInstrumentation({ captureMessageContent })
            : new OpenAIInstrumentation(),
        ];
        new NodeSDK({ instrumentations }).start();
        // The SDK itself can only be shut down.
        const proxy = trace.getTracerProvider() as ProxyTracerProvider;
        const spans = proxy.getDelegate() as unknown as Flushable;
        const events = logs.getLoggerProvider() as unknown as Flushable;
        return { flush: () => Promise.all([spans.forceFlush(), events.forceFlush()]) };
      };
    },
  };
}
