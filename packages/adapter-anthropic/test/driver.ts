import type { CallRequest, HostCapabilities, HostDriver, ToolLoopRequest } from '@agentops/testkit';
import type Anthropic1 from 'anthropic-1';
import { attachAnthropic } from '../src/index.ts';
import type { AnthropicClass, AnthropicClient } from './versions.ts';

type Answer = Anthropic1.Message;
type Messages = Anthropic1.MessageParam[];

export const capabilities: HostCapabilities = {
  attachedBy: 'hand',
  choices: false,
  parallelToolCalls: true,
  usageInStreams: 'always',
  usageBeforeText: true,
  usageDetails: ['cacheRead', 'cacheCreation', 'reasoning'],
  extraBody: true,
  errorsInStreams: true,
};

const schema = {
  type: 'object',
  properties: { answer: { type: 'number' } },
  required: ['answer'],
  additionalProperties: false,
};

export function createClient(
  Anthropic: AnthropicClass,
  url: string,
  maxRetries = 0,
): AnthropicClient {
  return new Anthropic({ baseURL: url, apiKey: 'test', maxRetries });
}

function body({ prompt, system, tools, extraBody }: CallRequest) {
  const messages: Messages = [{ role: 'user', content: prompt }];
  return {
    model: 'claude-test',
    max_tokens: 100,
    messages,
    ...(system === undefined ? {} : { system }),
    ...(tools
      ? {
          tools: tools.map(({ name, description, parameters }) => ({
            name,
            description,
            input_schema: parameters as Anthropic1.Tool.InputSchema,
          })),
        }
      : {}),
    ...extraBody,
  };
}

const options = ({ signal, timeoutMs }: CallRequest) => ({
  ...(signal ? { signal } : {}),
  ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
});

export function messagesDriver(Anthropic: AnthropicClass): HostDriver<AnthropicClient> {
  class Subclass extends Anthropic {}
  const create = (client: AnthropicClient, request: CallRequest) =>
    client.messages.create(body(request), options(request));
  const { withOptions } = Anthropic.prototype;
  const { messages: itsMessages, beta } = createClient(Anthropic, 'http://localhost');
  const { parse } = itsMessages;
  return {
    createClient: ({ url, maxRetries, subclass = false }) =>
      createClient(subclass ? Subclass : Anthropic, url, maxRetries),
    attach: (client, attach) => attachAnthropic(client, attach),
    call: create,
    textOf: (result) =>
      (result as Answer).content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    async toolLoop(client, { prompt, tools, runTool }) {
      const { messages, ...rest } = body({ prompt, tools });
      for (;;) {
        const result = await client.messages.create({ ...rest, messages: [...messages] });
        const calls = result.content.filter((block) => block.type === 'tool_use');
        if (calls.length === 0) return result;
        messages.push({ role: 'assistant', content: result.content });
        const results = calls.map(async ({ id, name, input }) => ({
          type: 'tool_result' as const,
          tool_use_id: id,
          content: String(await runTool(name, input)),
        }));
        messages.push({ role: 'user', content: await Promise.all(results) });
      }
    },
    ...(typeof beta.messages?.toolRunner === 'function'
      ? {
          toolRunner: (client: AnthropicClient, { prompt, tools, runTool }: ToolLoopRequest) =>
            client.beta.messages
              .toolRunner({
                ...body({ prompt }),
                tools: tools.map(({ name, description, parameters }) => ({
                  type: 'custom' as const,
                  name,
                  description,
                  input_schema: parameters as Anthropic1.Tool.InputSchema,
                  parse: (input: unknown) => input,
                  run: (input: unknown) => runTool(name, input) as string,
                })),
              })
              .runUntilDone(),
        }
      : {}),
    stream: (client, request) =>
      client.messages.create({ ...body(request), stream: true }, options(request)),
    textOfChunk(chunk) {
      const event = chunk as Anthropic1.RawMessageStreamEvent;
      return event.type === 'content_block_delta' && event.delta.type === 'text_delta'
        ? event.delta.text
        : '';
    },
    abortStream: (stream) =>
      (stream as unknown as { controller: AbortController }).controller.abort(),
    tee: (stream) => (stream as unknown as { tee(): [typeof stream, typeof stream] }).tee(),
    toReadableStream: (stream) =>
      (stream as unknown as { toReadableStream(): ReadableStream<Uint8Array> }).toReadableStream(),
    streamHelper(client, request) {
      const helper = client.messages.stream(body(request), options(request));
      return { helper, finalText: () => helper.finalText(), abort: () => helper.abort() };
    },
    ...(typeof parse === 'function'
      ? {
          async parse(client: AnthropicClient, request: CallRequest) {
            const format = { type: 'json_schema' as const, schema };
            const parsed = await client.messages.parse({
              ...body(request),
              output_config: { format },
            });
            return parsed.content;
          },
        }
      : {}),
    withResponse: (client, request) => create(client, request).withResponse(),
    streamWithResponse: (client, request) =>
      client.messages.create({ ...body(request), stream: true }, options(request)).withResponse(),
    asResponse: (pending) => (pending as ReturnType<AnthropicClient['post']>).asResponse(),
    ...(typeof withOptions === 'function'
      ? {
          withOptions: (client: AnthropicClient, changed: { maxRetries: number }) =>
            client.withOptions(changed),
        }
      : {}),
    createUnknownMajor({ url, maxRetries }) {
      const inner = createClient(Anthropic, url, maxRetries);
      return Object.assign(createClient(Anthropic, url, maxRetries), {
        request: inner.request.bind(inner),
        makeRequest: undefined,
        shouldRetry: undefined,
        getUserAgent: () => 'Anthropic/JS 99.0.0',
      }) as unknown as AnthropicClient;
    },
  };
}
