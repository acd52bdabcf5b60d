import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Contender } from '../contender.ts';
import { loadOtelProvider, otelPackages } from './otel-provider.ts';

const name = '@traceloop/instrumentation-openai';

export const traceloop: Contender = {
  name,
  packages: [name, ...otelPackages],
  load: (require) => {
    const startProvider = loadOtelProvider(require);
    const { OpenAIInstrumentation } =
      require('@traceloop/instrumentation-openai') as typeof import('@traceloop/instrumentation-openai');
    return ({ sinkUrl }) => {
      // Built against an older @opentelemetry/instrumentation, whose type differs in what is optional.
      const instrumentation = new OpenAIInstrumentation() as unknown as Instrumentation;
      const provider = startProvider(sinkUrl, instrumentation);
      return { flush: () => provider.forceFlush() };
    };
  },
};
