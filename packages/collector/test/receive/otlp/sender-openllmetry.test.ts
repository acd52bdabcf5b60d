import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import { test } from 'vitest';
import { tellsOfATurn } from './openai-sender.ts';

test('@traceloop/instrumentation-openai, over OTLP/HTTP protobuf', async () => {
  await tellsOfATurn('@traceloop/instrumentation-openai', (provider, sdk) => {
    const instrumentation = new OpenAIInstrumentation();
    instrumentation.setTracerProvider(provider as never);
    instrumentation.manuallyInstrument(sdk as never);
  });
});
