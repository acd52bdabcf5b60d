import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AdapterRecorder, AgentOps, fold, readSpool } from '@agentops/core';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { attachStainlessClient } from '../src/attach-client.ts';
import type { ApiStream, ResponseProps } from '../src/host.ts';
import type { Operation } from '../src/operation.ts';

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    gc();
    await setTimeout(10);
  }
}

/** What the SDKs return from a call: it parses the body when it is asked to (core/api-promise.mjs). */
class ApiPromise extends Promise<unknown> {
  readonly responsePromise: Promise<ResponseProps>;
  parseResponse: (props: ResponseProps) => unknown;
  parsedPromise: Promise<unknown> | undefined;

  static override get [Symbol.species]() {
    return Promise;
  }

  constructor(
    responsePromise: Promise<ResponseProps>,
    parseResponse: (props: ResponseProps) => unknown,
  ) {
    super((resolve) => resolve(null));
    this.responsePromise = responsePromise;
    this.parseResponse = parseResponse;
  }

  _thenUnwrap(transform: (data: unknown, props: ResponseProps) => unknown): ApiPromise {
    return new ApiPromise(this.responsePromise, async (props) =>
      transform(await this.parseResponse(props), props),
    );
  }

  asResponse() {
    return this.responsePromise.then(({ response }) => response);
  }

  // biome-ignore lint/suspicious/noThenProperty: so do the SDKs.
  override then(...args: Parameters<Promise<unknown>['then']>): Promise<never> {
    this.parsedPromise ??= this.responsePromise.then((props) => this.parseResponse(props));
    return this.parsedPromise.then(...args) as Promise<never>;
  }
}

const operation: Operation = {
  matches: () => true,
  mapRequest: () => ({ operationName: 'chat', requestModel: 'm' }),
  mapResponse: () => ({}),
  createStreamReader: () => ({
    read: (chunk, say) => say({ choice: 0, part: 0, type: 'text', text: String(chunk) }),
    result: () => ({}),
  }),
};

function setUp() {
  const directory = tempDir();
  const agentops = new AgentOps();
  onTestFinished(() => agentops.shutdown());
  agentops.init({ directory });
  const source = { adapter: 'test', host: 'test', hostVersion: null };
  const client = {
    baseURL: 'http://test',
    maxRetries: 0,
    post() {},
    async makeRequest(options: unknown): Promise<ResponseProps> {
      const request = (await options) as ResponseProps['options'];
      return { response: { status: 200 }, options: request };
    },
    request(options: unknown): ApiPromise {
      return new ApiPromise(this.makeRequest(options), () => new Words());
    },
  };
  const recorder = new AdapterRecorder(agentops, { source });
  attachStainlessClient(client, { recorder, operations: [operation], providerOf: () => 'test' });
  return {
    call: () => client.request({ method: 'post', path: '/', stream: true }),
    events: () => fold(readSpool(directory).records).events,
  };
}

class Words implements ApiStream {
  async *iterator() {
    yield* ['one', ' two', ' three'];
  }
  [Symbol.asyncIterator]() {
    return this.iterator();
  }
}

test('a stream goes on being recorded when the promise that it came from is collected', async () => {
  const { call, events } = setUp();
  const stream = (await call()) as Words;
  for await (const word of stream) if (word === 'one') await collectGarbage();
  expect(events()).toMatchObject([
    {
      status: 'ok',
      outputMessages: [{ parts: [{ type: 'text', content: 'one two three' }] }],
    },
  ]);
});

test('a promise that is dropped without being asked ends its call when it is collected', async () => {
  const { call, events } = setUp();
  void (() => call())();
  const collected = async () => {
    await collectGarbage();
    return events();
  };
  await expect
    .poll(collected)
    .toMatchObject([{ status: 'cancelled', attributes: { 'agentops.stream.abandoned': true } }]);
});
