import { context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type OpenAI from 'openai';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** A tracer provider as an application has it: what an instrumentation makes goes out in batches. */
export function senderProvider(exporter: SpanExporter): TracerProvider {
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'weather-bot' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
}

/** Runs a turn of the application under a span of its own. */
export function inTurn(provider: TracerProvider, turn: () => Promise<void>): Promise<void> {
  return provider.getTracer('app').startActiveSpan('turn', async (span: Span) => {
    await turn();
    span.setStatus({ code: SpanStatusCode.OK });
    span.end();
  });
}

export const question = { role: 'user', content: 'How is the weather in Bern?' } as const;

/** What the model says: first a tool call, then an answer. */
export const replies = [
  {
    toolCalls: [{ id: 'call_1', name: 'weather', arguments: { city: 'Bern' } }],
    usage: { inputTokens: 21, outputTokens: 7 },
  },
  { text: 'It is sunny in Bern.', usage: { inputTokens: 33, outputTokens: 6 } },
];

/** A call that is answered by a tool call, and one whose answer is streamed. */
export async function talk(client: OpenAI): Promise<void> {
  const parameters = { type: 'object', properties: {} };
  await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [question],
    tools: [{ type: 'function', function: { name: 'weather', parameters } }],
  });
  const stream = await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [question],
    stream: true,
  });
  for await (const _ of stream);
}

const text = (content: string) => [{ type: 'text', content }];

export const asked = [{ role: 'user', parts: text(question.content) }];
export const answered = [{ role: 'assistant', parts: text('It is sunny in Bern.') }];
export const called = [
  {
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Bern' } }],
  },
];
