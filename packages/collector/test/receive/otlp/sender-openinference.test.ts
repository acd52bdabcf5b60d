import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { test } from 'vitest';
import { tellsOfATurn } from './openai-sender.ts';

test('@arizeai/openinference-instrumentation-openai, over OTLP/HTTP protobuf', async () => {
  await tellsOfATurn('@arizeai/openinference-instrumentation-openai', (provider, sdk) => {
    const instrumentation = new OpenAIInstrumentation({ tracerProvider: provider as never });
    instrumentation.manuallyInstrument(sdk);
  });
});
