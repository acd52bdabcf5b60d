import type { CallRequest, HostCapabilities, HostDriver, ToolSpec } from '@agentops/testkit';
import {
  createLLM,
  NodeLLMCore,
  type Provider,
  RateLimitError,
  ToolExecutionMode,
} from '@node-llm/core';
import { attachNodeLLM } from '../src/index.ts';

type Stream = ReturnType<ReturnType<NodeLLMCore['chat']>['stream']>;

export const capabilities: HostCapabilities = {
  attachedBy: 'framework',
  choices: false,
  parallelToolCalls: true,
  usageInStreams: 'always',
  usageBeforeText: false,
  usageDetails: ['cacheRead', 'reasoning'],
  extraBody: true,
  errorsInStreams: true,
};

/** One that NodeLLM knows to call tools. */
const model = 'gpt-4o';

class Subclass extends NodeLLMCore {}

function create(url: string, maxRetries: number): NodeLLMCore {
  const llm = createLLM({
    provider: 'openai',
    openaiApiKey: 'test',
    openaiApiBase: `${url}/v1`,
    maxRetries,
  });
  if (llm.provider) waitBeforeRetry(llm.provider);
  return llm;
}

/** NodeLLM has a place for `Retry-After`, but 1.17 leaves it empty: it would try again before a case can look. */
function waitBeforeRetry(provider: Provider): void {
  const chat = provider.chat.bind(provider);
  provider.chat = async (request) => {
    try {
      return await chat(request);
    } catch (error) {
      if (error instanceof RateLimitError) error.retryAfter = 0.1;
      throw error;
    }
  };
}

function toolOf(spec: ToolSpec, run: (args: unknown) => unknown = () => '') {
  const handler = async (args: unknown) => String(await run(args));
  return { type: 'function' as const, function: { ...spec }, handler };
}

/** A chat that leaves the tools to its caller. */
function chatFor(llm: NodeLLMCore, { system, tools, extraBody }: CallRequest) {
  const chat = llm.chat(model).withToolExecution(ToolExecutionMode.DRY_RUN);
  if (system !== undefined) chat.withInstructions(system);
  if (tools) chat.withTools(tools.map((spec) => toolOf(spec)));
  if (extraBody) chat.withParams(extraBody as Record<string, unknown>);
  return chat;
}

export const driver: HostDriver<NodeLLMCore> = {
  createClient({ url, maxRetries, subclass }) {
    const llm = create(url, maxRetries);
    return subclass ? new Subclass(llm.config, llm.provider, llm.retry) : llm;
  },
  attach: (llm, options) => attachNodeLLM(llm, options),
  call: (llm, request) =>
    chatFor(llm, request).ask(request.prompt, {
      ...(request.signal ? { signal: request.signal } : {}),
      ...(request.timeoutMs ? { requestTimeout: request.timeoutMs } : {}),
    }),
  textOf: (answer) => String(answer),
  toolLoop: (llm, { prompt, tools, runTool }) =>
    llm
      .chat(model)
      .withTools(tools.map((spec) => toolOf(spec, (args) => runTool(spec.name, args))))
      .withToolConcurrency(true)
      .ask(prompt),
  stream(llm, request) {
    const stream = chatFor(llm, request).stream(request.prompt);
    // A stream takes no signal: this is how its user stops it.
    request.signal?.addEventListener('abort', () => stream.abort());
    if (request.signal?.aborted) stream.abort();
    return Promise.resolve(stream);
  },
  textOfChunk: (chunk) => (chunk as { content?: string } | undefined)?.content ?? '',
  abortStream: (stream) => (stream as Stream).abort(),
  tee: (stream) => (stream as Stream).tee(),
  withOptions: (llm, options) => llm.withProvider('openai', options),
  createUnknownMajor({ url, maxRetries }) {
    const llm = create(url, maxRetries);
    const chat = llm.chat.bind(llm);
    return Object.assign(llm, {
      chat(...args: Parameters<typeof chat>) {
        const inner = chat(...args);
        return Object.assign(chat(...args), {
          executor: undefined,
          ask: inner.ask.bind(inner),
        });
      },
    }) as NodeLLMCore;
  },
};
