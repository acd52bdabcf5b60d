import { startScriptedProvider } from '@agentops/testkit';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, tool } from 'ai';
import { OTLPTraceExporter } from 'otel-exporter-http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { contentOf, eventNamed, startProduct } from './receiving.ts';
import { asked, called, question, replies, senderProvider } from './sender-provider.ts';

test('ai 6, over OTLP/HTTP JSON', async () => {
  await using receiving = await startProduct();
  await using model = await startScriptedProvider({ replies: [...replies, { error: 400 }] });
  const url = `${receiving.httpUrl}/v1/traces`;
  const provider = senderProvider(new OTLPTraceExporter({ url }));
  const openai = createOpenAI({ baseURL: model.openaiBaseUrl, apiKey: 'test' });
  const options = {
    model: openai.chat('gpt-4o'),
    prompt: question.content,
    tools: {
      weather: tool({
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => `sunny in ${city}`,
      }),
    },
    stopWhen: stepCountIs(3),
    maxRetries: 0,
    experimental_telemetry: {
      isEnabled: true,
      tracer: provider.getTracer('ai'),
      functionId: 'forecast',
      metadata: { sessionId: 'chat-7' },
    },
  };
  await generateText(options);
  const metadata = { sessionId: 'chat-8' };
  const telemetry = { ...options.experimental_telemetry, functionId: 'failing', metadata };
  await expect(generateText({ ...options, experimental_telemetry: telemetry })).rejects.toThrow();
  await provider.shutdown();

  const content = await contentOf(receiving.store);
  expect(content.sessions).toMatchObject([
    { state: 'Fail', totals: { events: 4, llmCalls: 1, errors: 2 } },
    {
      state: 'Success',
      source: { host: 'weather-bot' },
      totals: {
        events: 4,
        actions: 1,
        llmCalls: 2,
        toolCalls: 1,
        inputTokens: 54,
        outputTokens: 13,
      },
    },
  ]);
  const forecast = eventNamed(content, 'forecast');
  expect(forecast).toMatchObject({ type: 'action', attribution: 'host-id', status: 'ok' });
  const own = content.events.filter(({ sessionId }) => sessionId === forecast.sessionId);
  const [first, second] = own.filter(({ type }) => type === 'llm');
  expect(first).toMatchObject({
    parentId: forecast.id,
    requestModel: 'gpt-4o',
    inputMessages: asked,
    outputMessages: [{ ...called[0], finish_reason: 'tool-calls' }],
    usage: { inputTokens: 21, outputTokens: 7 },
  });
  expect(second).toMatchObject({ parentId: forecast.id, usage: { inputTokens: 33 } });
  expect(eventNamed(content, 'weather')).toMatchObject({
    type: 'tool',
    parentId: forecast.id,
    callId: 'call_1',
    arguments: { city: 'Bern' },
  });
  const times = own.map(({ startTime }) => startTime);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const failed = eventNamed(content, 'failing');
  expect(failed).toMatchObject({ status: 'error' });
  // Each span that it went through tells it.
  const errors = content.events.filter(({ type }) => type === 'error');
  expect(errors.map((error) => error.parentId)).toContain(failed.id);
  for (const error of errors) expect(error).toMatchObject({ errorType: 'AI_APICallError' });
});
