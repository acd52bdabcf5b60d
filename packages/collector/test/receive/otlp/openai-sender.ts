import { startScriptedProvider } from '@agentops/testkit';
import OpenAI from 'openai';
import { OTLPTraceExporter } from 'otel-exporter-proto';
import { expect } from 'vitest';
import { contentOf, eventNamed, startProduct } from './receiving.ts';
import {
  answered,
  asked,
  called,
  inTurn,
  replies,
  senderProvider,
  talk,
} from './sender-provider.ts';

/** What an instrumentation of the openai SDK tells of a turn, by OTLP over HTTP. It patches the SDK: a file for each. */
export async function tellsOfATurn(
  adapter: string,
  instrument: (provider: ReturnType<typeof senderProvider>, sdk: typeof OpenAI) => void,
): Promise<void> {
  await using receiving = await startProduct();
  await using model = await startScriptedProvider({ replies });
  const url = `${receiving.httpUrl}/v1/traces`;
  const provider = senderProvider(new OTLPTraceExporter({ url }));
  instrument(provider, OpenAI);
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
    source: { adapter, host: 'weather-bot' },
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
}
