import type { CallRequest, HostCapabilities, HostDriver, ToolSpec } from '@agentops/testkit';
import type OpenAI7 from 'openai-7';
import { attachOpenAI } from '../src/index.ts';
import type { OpenAIClass, OpenAIClient } from './versions.ts';

type Chat = OpenAI7.ChatCompletion;
type ChatMessages = OpenAI7.ChatCompletionMessageParam[];
type Answer = OpenAI7.Responses.Response;
type ResponseInput = OpenAI7.Responses.ResponseInput;

const model = 'gpt-test';
const schema = {
  type: 'object',
  properties: { answer: { type: 'number' } },
  required: ['answer'],
  additionalProperties: false,
};
const answerFormat = { type: 'json_schema' as const, name: 'answer', strict: true, schema };

const capabilities: HostCapabilities = {
  attachedBy: 'hand',
  choices: true,
  parallelToolCalls: true,
  usageInStreams: 'opt-in',
  usageBeforeText: false,
  usageDetails: ['cacheRead', 'cacheCreation', 'reasoning'],
  extraBody: true,
  errorsInStreams: true,
};

export const chatCapabilities = capabilities;

/**
 * The Responses API has no `n`, and sends usage by itself. Its `error` event is thrown by openai 4 and 7; 5 and 6 hand it to
 * the reader like any other (core/streaming.js looks for `data.error`, which that event does not have).
 */
export function responsesCapabilities(version: string): HostCapabilities {
  return {
    ...capabilities,
    choices: false,
    usageInStreams: 'always',
    errorsInStreams: /^[56]\./.test(version) ? 'as-chunk' : true,
  };
}

export function createClient(OpenAI: OpenAIClass, url: string, maxRetries = 0): OpenAIClient {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'test', maxRetries });
}

/** `lib/` helpers moved: in 4.x they are under `client.beta`. */
export function chatHelpers(client: OpenAIClient): OpenAIClient['chat']['completions'] {
  const { completions } = client.chat;
  if (typeof completions.stream === 'function') return completions;
  return (client as unknown as { beta: OpenAIClient }).beta.chat.completions;
}

const options = ({ signal, timeoutMs }: CallRequest) => ({
  ...(signal ? { signal } : {}),
  ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
});

function common(OpenAI: OpenAIClass) {
  class Subclass extends OpenAI {}
  return {
    createClient: ({ url, maxRetries, subclass = false }) =>
      createClient(subclass ? Subclass : OpenAI, url, maxRetries),
    attach: (client, attach) => attachOpenAI(client, attach),
    asResponse: (pending) => (pending as ReturnType<OpenAIClient['post']>).asResponse(),
    ...(typeof OpenAI.prototype.withOptions === 'function'
      ? { withOptions: (client: OpenAIClient, changed) => client.withOptions(changed) }
      : {}),
    createUnknownMajor({ url, maxRetries }) {
      const inner = createClient(OpenAI, url, maxRetries);
      return Object.assign(createClient(OpenAI, url, maxRetries), {
        request: inner.request.bind(inner),
        makeRequest: undefined,
        shouldRetry: undefined,
        getUserAgent: () => 'OpenAI/JS 99.0.0',
      }) as unknown as OpenAIClient;
    },
    abortStream: (stream) =>
      (stream as unknown as { controller: AbortController }).controller.abort(),
    tee: (stream) => (stream as unknown as { tee(): [typeof stream, typeof stream] }).tee(),
    toReadableStream: (stream) =>
      (stream as unknown as { toReadableStream(): ReadableStream<Uint8Array> }).toReadableStream(),
  } satisfies Partial<HostDriver<OpenAIClient>>;
}

function chatBody(request: CallRequest) {
  const { prompt, system, choices, tools, extraBody } = request;
  const messages: ChatMessages = [{ role: 'user', content: prompt }];
  if (system !== undefined) messages.unshift({ role: 'system', content: system });
  return {
    model,
    messages,
    ...(choices === undefined ? {} : { n: choices }),
    ...(tools ? { tools: tools.map(chatTool) } : {}),
    ...extraBody,
  };
}

const chatTool = (tool: ToolSpec) => ({ type: 'function' as const, function: { ...tool } });

export function chatDriver(OpenAI: OpenAIClass): HostDriver<OpenAIClient> {
  const create = (client: OpenAIClient, request: CallRequest) =>
    client.chat.completions.create(chatBody(request), options(request));
  return {
    ...common(OpenAI),
    call: create,
    textOf: (result) => (result as Chat).choices[0]?.message.content ?? '',
    async toolLoop(client, { prompt, tools, runTool }) {
      const { messages, ...body } = chatBody({ prompt, tools });
      for (;;) {
        const result = await client.chat.completions.create({ ...body, messages: [...messages] });
        const [choice] = result.choices;
        if (!choice?.message.tool_calls?.length) return result;
        messages.push(choice.message);
        const results = choice.message.tool_calls.map(async (call) => {
          if (call.type !== 'function') throw new Error(`Unknown kind of tool: ${call.type}`);
          const content = await runTool(call.function.name, JSON.parse(call.function.arguments));
          return { role: 'tool' as const, tool_call_id: call.id, content: String(content) };
        });
        messages.push(...(await Promise.all(results)));
      }
    },
    async toolRunner(client, { prompt, tools, runTool }) {
      const runnable = tools.map(({ name, ...described }) => ({
        type: 'function' as const,
        function: {
          ...described,
          name,
          parse: JSON.parse,
          function: (args: object) => runTool(name, args) as string,
        },
      }));
      const body = { ...chatBody({ prompt }), tools: runnable };
      return chatHelpers(client).runTools(body).finalContent();
    },
    stream: (client, request) =>
      client.chat.completions.create({ ...chatBody(request), stream: true }, options(request)),
    textOfChunk: (chunk) => (chunk as OpenAI7.ChatCompletionChunk).choices[0]?.delta.content ?? '',
    streamHelper(client, request) {
      const helper = chatHelpers(client).stream(chatBody(request), options(request));
      return {
        helper,
        finalText: async () => (await helper.finalContent()) ?? '',
        abort: () => helper.abort(),
      };
    },
    async parse(client, request) {
      const { type, ...json_schema } = answerFormat;
      const body = { ...chatBody(request), response_format: { type, json_schema } };
      return (await chatHelpers(client).parse(body)).choices[0]?.message.parsed;
    },
    withResponse: (client, request) => create(client, request).withResponse(),
    streamWithResponse: (client, request) =>
      client.chat.completions
        .create({ ...chatBody(request), stream: true }, options(request))
        .withResponse(),
  };
}

function responsesBody({ prompt, system, tools, extraBody }: CallRequest) {
  return {
    model,
    input: [{ role: 'user', content: prompt }] as ResponseInput,
    ...(system === undefined ? {} : { instructions: system }),
    ...(tools
      ? { tools: tools.map((tool) => ({ type: 'function' as const, strict: true, ...tool })) }
      : {}),
    ...extraBody,
  };
}

export function responsesDriver(OpenAI: OpenAIClass): HostDriver<OpenAIClient> {
  const create = (client: OpenAIClient, request: CallRequest) =>
    client.responses.create(responsesBody(request), options(request));
  return {
    ...common(OpenAI),
    call: create,
    textOf: (result) => (result as Answer).output_text,
    async toolLoop(client, { prompt, tools, runTool }) {
      const { input, ...body } = responsesBody({ prompt, tools });
      for (;;) {
        const result = await client.responses.create({ ...body, input: [...input] });
        const calls = result.output.filter((item) => item.type === 'function_call');
        if (calls.length === 0) return result;
        input.push(...(result.output as ResponseInput));
        const results = calls.map(async ({ name, call_id, arguments: json }) => {
          const output = String(await runTool(name, JSON.parse(json)));
          return { type: 'function_call_output' as const, call_id, output };
        });
        input.push(...(await Promise.all(results)));
      }
    },
    stream: (client, request) =>
      client.responses.create({ ...responsesBody(request), stream: true }, options(request)),
    textOfChunk(chunk) {
      const event = chunk as OpenAI7.Responses.ResponseStreamEvent;
      return event.type === 'response.output_text.delta' ? event.delta : '';
    },
    streamHelper(client, request) {
      const helper = client.responses.stream(responsesBody(request), options(request));
      return {
        helper,
        finalText: async () => (await helper.finalResponse()).output_text,
        abort: () => helper.abort(),
      };
    },
    parse: async (client, request) =>
      (await client.responses.parse({ ...responsesBody(request), text: { format: answerFormat } }))
        .output_parsed,
    withResponse: (client, request) => create(client, request).withResponse(),
    streamWithResponse: (client, request) =>
      client.responses
        .create({ ...responsesBody(request), stream: true }, options(request))
        .withResponse(),
  };
}
