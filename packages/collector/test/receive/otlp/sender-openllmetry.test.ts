import { startScriptedProvider } from '@agentops/testkit';
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import OpenAI from 'openai';
import { OTLPTraceExporter } from 'otel-exporter-proto';
import { expect, test } from 'vitest';
import { contentOf, eventNamed, startReceiving } from './receiving.ts';
import {
  answered,
  asked,
  called,
  inTurn,
  replies,
  senderProvider,
  talk,
} from './sender-provider.ts';

test('@traceloop/instrumentation-openai, over OTLP/HTTP protobuf', async () => {
  await using receiving = await startReceiving();
  await using model = await startScriptedProvider({ replies });
  const url = `${receiving.httpUrl}/v1/traces`;
  const provider = senderProvider(new OTLPTraceExporter({ url }));
  const instrumentation = new OpenAIInstrumentation();
  instrumentation.setTracerProvider(provider as never);
  instrumentation.manuallyInstrument(OpenAI as never);
  const client = new OpenAI({ baseURL: model.openaiBaseUrl, apiKey: 'test' });
  const started = Date.now();
  await inTurn(provider, () => talk(client));
  const ended = Date.now();
  await provider.shutdown();

  const content = await contentOf(receiving.store);
  expect(content.sessions).toMatchObject([
    {
      state: 'Success',
      source: { host: 'weather-bot' },
      totals: { events: 3, llmCalls: 2, inputTokens: 21, outputTokens: 7 },
    },
  ]);
  const turn = eventNamed(content, 'turn');
  const [first, second] = content.events.filter(({ type }) => type === 'llm');
  expect(first).toMatchObject({
    status: 'ok',
    parentId: turn.id,
    source: { adapter: '@traceloop/instrumentation-openai', host: 'weather-bot' },
    provider: 'openai',
    requestModel: 'gpt-4o',
    inputMessages: asked,
    outputMessages: called,
    usage: { inputTokens: 21, outputTokens: 7 },
    toolDefinitions: [{ type: 'function', function: { name: 'weather' } }],
  });
  // It does not ask for the tokens of a stream.
  expect(second).toMatchObject({
    status: 'ok',
    parentId: turn.id,
    inputMessages: asked,
    outputMessages: answered,
    usage: null,
  });
  expect(first?.startTime).toBeGreaterThanOrEqual(started - 1);
  expect(first?.endTime).toBeGreaterThanOrEqual(first?.startTime ?? 0);
  expect(second?.endTime).toBeLessThanOrEqual(ended + 1);
});
