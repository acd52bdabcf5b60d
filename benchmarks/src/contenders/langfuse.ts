import type { Contender } from '../contender.ts';

const name = '@langfuse/openai';

export const langfuse: Contender = {
  name,
  packages: [name, '@langfuse/otel', '@opentelemetry/api', '@opentelemetry/sdk-trace-node'],
  load: (require) => {
    const { LangfuseSpanProcessor } = require('@langfuse/otel') as typeof import('@langfuse/otel');
    const { NodeTracerProvider } =
      require('@opentelemetry/sdk-trace-node') as typeof import('@opentelemetry/sdk-trace-node');
    const { observeOpenAI } = require('@langfuse/openai') as typeof import('@langfuse/openai');
    return ({ sinkUrl }) => {
      const processor = new LangfuseSpanProcessor({
        publicKey: 'pk-lf-none',
        secretKey: 'sk-lf-none',
        baseUrl: sinkUrl,
      });
      new NodeTracerProvider({ spanProcessors: [processor] }).register();
      return { attach: (client) => observeOpenAI(client), flush: () => processor.forceFlush() };
    };
  },
};
