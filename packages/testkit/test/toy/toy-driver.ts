import { type AdapterOptions, detach } from '@agentops/core';
import type { CallRequest, HostCapabilities, HostDriver } from '../../src/index.ts';
import { attachToy, type Flaw } from './toy-adapter.ts';
import {
  type ToyAnswer,
  type ToyChunk,
  ToyClient,
  type ToyRequest,
  type ToyStream,
} from './toy-host.ts';

export const toyCapabilities: HostCapabilities = {
  attachedBy: 'hand',
  choices: true,
  parallelToolCalls: false,
  usageInStreams: 'never',
  usageBeforeText: false,
  usageDetails: [],
  extraBody: true,
  errorsInStreams: true,
};

function toToy({ prompt, system, choices, signal, timeoutMs, extraBody }: CallRequest): ToyRequest {
  const messages = [{ role: 'user', content: prompt }];
  if (system !== undefined) messages.unshift({ role: 'system', content: system });
  return {
    body: { model: 'toy', messages, ...(choices ? { n: choices } : {}), ...extraBody },
    ...(signal ? { signal } : {}),
    ...(timeoutMs ? { timeoutMs } : {}),
  };
}

class Subclass extends ToyClient {}

export function toyDriver(flaw?: Flaw): HostDriver<ToyClient> {
  return {
    createClient: ({ url, maxRetries, subclass }) =>
      new (subclass ? Subclass : ToyClient)(url, maxRetries),
    attach: (client, options: AdapterOptions) => attachToy(client, options, flaw),
    detach: (client) => (flaw === 'stays-attached' ? [] : detach(client)),
    call: (client, request) => client.chat(toToy(request)),
    textOf: (result) => (result as ToyAnswer).choices[0]?.message.content ?? '',
    toolRunner: (client, { prompt, tools, runTool }) =>
      client.tools.run(
        toToy({ prompt }),
        Object.fromEntries(tools.map(({ name }) => [name, (args) => runTool(name, args)])),
      ),
    stream: (client, request) => client.stream(toToy(request)),
    textOfChunk: (chunk) => (chunk as ToyChunk).choices[0]?.delta.content ?? '',
    abortStream: (stream) => (stream as ToyStream).controller.abort(),
  };
}
