import {
  type AdapterOptions,
  type AdapterRecorder,
  attachOnce,
  createRecorder,
  type EventFields,
  type EventHandle,
  isCancellation,
  type LLMAttempt,
  type Message,
  now,
  type Origin,
  overrideMethod,
  type ProviderEvent,
  runToEnd,
} from '@agentops/core';
import type {
  ToyAnswer,
  ToyChunk,
  ToyClient,
  ToyRequest,
  ToyStream,
  ToyTools,
} from './toy-host.ts';

/** What can be wrong with an adapter, at least one flaw for each point of the contract. */
export type Flaw =
  | 'returns-a-proxy'
  | 'replaces-errors'
  | 'starts-lazy-tools'
  | 'reads-ahead'
  | 'forgets-breaks'
  | 'forgets-throws'
  | 'forgets-dropped-calls'
  | 'forgets-text'
  | 'guesses-usage'
  | 'mixes-choices'
  | 'keeps-the-first-session'
  | 'reads-carelessly'
  | 'attaches-twice'
  | 'knows-only-itself'
  | 'stays-attached'
  | 'stays-in-resources'
  | 'is-silent'
  | 'names-with-content'
  | 'fails-on-abort';

type LLMCall = EventHandle | ProviderEvent;

/** The toy host's adapter, and with a flaw the same adapter as a fixture that the kit must see through. */
export function attachToy(client: ToyClient, options: AdapterOptions, flaw?: Flaw): ToyClient {
  const recorder = createRecorder({
    ...options,
    attachedBy: 'hand',
    source: { adapter: 'toy-adapter', host: 'toy', hostVersion: client.version ?? null },
  });
  const isHost = typeof client.chat === 'function' && typeof client.stream === 'function';
  if (!isHost || !Object.isExtensible(client)) {
    const message = 'toy-adapter was given something that it can’t attach to, instead of a toy.';
    if (flaw !== 'is-silent') recorder.report({ level: 'error', code: 'not-attached', message });
    return client;
  }
  if (hooked.has(client.chat) && flaw !== 'attaches-twice') return client;
  let first: Origin | undefined;
  const locate = () => {
    const origin = recorder.locate();
    if (flaw !== 'keeps-the-first-session') return origin;
    first ??= origin;
    return first;
  };
  const attach = () => {
    const overrides = {
      chat: overrideMethod<ToyClient['chat']>(client, 'chat', (original) =>
        follow(original, (answer, call) => call.end(mapAnswer(answer, call.flaw))),
      ),
      stream: overrideMethod<ToyClient['stream']>(client, 'stream', (original) =>
        follow(original, observeStream),
      ),
    };
    const tools = {
      run: overrideMethod<ToyTools['run']>(client.tools, 'run', (original) =>
        traceTools(original, recorder, locate, flaw),
      ),
    };
    hooked.add(client.chat);
    recorder.report({
      level: 'info',
      code: 'attached',
      message: 'toy-adapter is attached to toy.',
    });
    return flaw === 'stays-in-resources' ? overrides : { ...overrides, ...tools };
  };
  function follow<T>(
    original: (request: ToyRequest) => Promise<T>,
    seen: (result: T, call: Call) => void,
  ) {
    return function (this: ToyClient, request: ToyRequest): Promise<T> {
      let origin: Origin | undefined;
      try {
        origin = locate();
      } catch (error) {
        return Promise.reject(error);
      }
      if (!origin || (flaw === 'knows-only-itself' && this !== client)) {
        return original.call(this, request);
      }
      if (flaw === 'reads-carelessly') JSON.stringify(request.body);
      const call = new Call(recorder, origin, request, client, flaw);
      const onAttempt = (status: number) => call.attempted(status);
      const answer = original.call(this, { ...request, onAttempt });
      const follow = () =>
        answer.then(
          (result) => {
            recorder.guard(() => seen(result, call), origin);
            return result;
          },
          (error: unknown) => {
            call.fail(error);
            throw flaw === 'replaces-errors' ? new Error(String(error)) : error;
          },
        );
      return flaw === 'forgets-dropped-calls' ? whenAsked(follow) : follow();
    };
  }
  if (flaw === 'attaches-twice') attach();
  else attachOnce(client, 'toy-adapter', attach);
  return flaw === 'returns-a-proxy' ? new Proxy(client, {}) : client;
}

const hooked = new WeakSet<object>();

function whenAsked<T>(follow: () => Promise<T>): Promise<T> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: it stands in for a promise
    then: (...then: Parameters<Promise<T>['then']>) => follow().then(...then),
  } as Promise<T>;
}

function traceTools(
  original: ToyTools['run'],
  recorder: AdapterRecorder,
  locate: () => Origin | undefined,
  flaw: Flaw | undefined,
): ToyTools['run'] {
  return function (this: ToyTools, request, tools) {
    const traced = Object.entries(tools).map(([name, tool]) => {
      const run = (args: unknown) => {
        const origin = locate();
        if (!origin) return tool(args);
        const map = (copy: unknown) => ({ arguments: copy });
        const event = recorder.start(origin, { type: 'tool', name }, args, map);
        if (flaw !== 'starts-lazy-tools') return runToEnd(event, () => tool(args));
        const returned = tool(args);
        void Promise.resolve(returned).then((result) => event.end({ result }));
        return returned;
      };
      return [name, run];
    });
    return original.call(this, request, Object.fromEntries(traced));
  };
}

class Call {
  readonly flaw: Flaw | undefined;
  readonly event: LLMCall;
  readonly #attempts: LLMAttempt[] = [];

  constructor(
    recorder: AdapterRecorder,
    origin: Origin,
    request: ToyRequest,
    client: ToyClient,
    flaw?: Flaw,
  ) {
    this.flaw = flaw;
    this.event = recorder.startLLM(origin, { promptOwner: client }, request.body, (body) => {
      const fields = mapRequest(body);
      return flaw === 'names-with-content' ? { ...fields, name: JSON.stringify(body) } : fields;
    });
  }

  attempted(statusCode: number): void {
    this.#attempts.push({ startTime: now(), endTime: now(), statusCode });
  }

  end(fields: EventFields): void {
    this.event.end({ ...fields, attempts: this.#attempts });
  }

  cancel(fields: EventFields): void {
    this.event.cancel({ ...fields, attempts: this.#attempts });
  }

  fail(error: unknown, fields: EventFields = {}): void {
    if (isCancellation(error) && this.flaw !== 'fails-on-abort') this.cancel(fields);
    else this.event.fail(error, { ...fields, attempts: this.#attempts });
  }
}

const dropped = new FinalizationRegistry<Call>((call) => call.cancel({}));

function observeStream(stream: ToyStream, call: Call): void {
  const { flaw, event } = call;
  const original = stream[Symbol.asyncIterator];
  const output = event.stream();
  let result: EventFields = { streamed: true };
  const reasons: string[] = [];
  const see = (chunk: ToyChunk) => {
    output.arrived();
    for (const { index, delta, finish_reason } of chunk.choices) {
      const choice = flaw === 'mixes-choices' ? 0 : index;
      const { content, reasoning_content } = delta;
      if (reasoning_content)
        output.add({ choice, part: 0, type: 'reasoning', text: reasoning_content });
      if (content && flaw !== 'forgets-text')
        output.add({ choice, part: 0, type: 'text', text: content });
      if (finish_reason) reasons[index] = finish_reason;
    }
    result = {
      ...result,
      finishReasons: reasons.filter(Boolean),
      responseModel: chunk.model,
      ...mapUsage(chunk.usage),
    };
  };
  dropped.register(stream, call, stream);
  const ahead: Promise<ToyChunk[]> | undefined =
    flaw === 'reads-ahead' ? readAll(original.call(stream)) : undefined;
  stream[Symbol.asyncIterator] = () => {
    const generator = ahead
      ? (async function* () {
          yield* await ahead;
        })()
      : original.call(stream);
    dropped.unregister(stream);
    dropped.register(generator, call);
    const { next, return: close, throw: raise } = generator;
    generator.next = async (...args) => {
      try {
        const step = await next.apply(generator, args);
        if (!step.done) see(step.value);
        else if (stream.controller.signal.aborted && flaw !== 'fails-on-abort') call.cancel(result);
        else if (stream.controller.signal.aborted) call.fail(new Error('aborted'), result);
        else call.end(result);
        return step;
      } catch (error) {
        call.fail(error, result);
        throw error;
      }
    };
    generator.return = (value) => {
      if (flaw !== 'forgets-breaks') call.cancel(result);
      return close.call(generator, value);
    };
    generator.throw = (error) => {
      if (flaw !== 'forgets-throws') call.cancel(result);
      return raise.call(generator, error);
    };
    return generator;
  };
}

async function readAll(chunks: AsyncIterable<ToyChunk>): Promise<ToyChunk[]> {
  const all: ToyChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

function mapRequest(body: object): EventFields {
  const {
    model,
    messages = [],
    stream,
  } = body as { model?: string; messages?: { role: string; content: string }[]; stream?: boolean };
  return {
    operationName: 'chat',
    provider: 'toy',
    requestModel: model ?? null,
    streamed: stream === true,
    inputMessages: messages.map(({ role, content }) => ({
      role,
      parts: [{ type: 'text', content }],
    })),
  };
}

function mapAnswer(answer: ToyAnswer, flaw: Flaw | undefined): EventFields {
  const choices = answer?.choices ?? [];
  const messages = choices.map(
    ({ message }): Message => ({
      role: 'assistant',
      parts: [{ type: 'text', content: message.content ?? '' }],
    }),
  );
  const guess = { ...noUsage, inputTokens: 1, outputTokens: 1 };
  return {
    responseModel: answer?.model ?? null,
    outputMessages:
      flaw === 'mixes-choices'
        ? [{ role: 'assistant', parts: messages.flatMap(({ parts }) => parts) }]
        : messages,
    finishReasons: choices.map(({ finish_reason }) => finish_reason),
    ...(flaw === 'guesses-usage' && !answer?.usage
      ? { usage: guess, usageSource: 'provider' }
      : mapUsage(answer?.usage)),
  };
}

const noUsage = {
  inputTokens: null,
  outputTokens: null,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};

function mapUsage(usage: Record<string, unknown> | null | undefined): EventFields {
  if (!usage) return {};
  const { prompt_tokens, completion_tokens } = usage as Record<string, number>;
  return {
    usage: {
      ...noUsage,
      inputTokens: prompt_tokens ?? null,
      outputTokens: completion_tokens ?? null,
    },
    usageSource: 'provider',
  };
}
