import { type AdapterOptions, createRecorder } from '@agentops/core';
import {
  attachStainlessClient,
  clientVersion,
  isOfClass,
  type StainlessClient,
} from '@agentops/stainless';
import { batch, tokenCount } from './mapper/actions.ts';
import { messages } from './mapper/messages.ts';
import { toolRunner } from './tool-runner.ts';

export type AnthropicAdapterOptions = AdapterOptions;

/**
 * Records what a client of the `@anthropic-ai/sdk` package (0.32 to 1) does: messages, streamed and not, with their tool
 * calls, errors and retries. Clones made with `withOptions` are attached with it.
 * Returns the very same object. Attaching again changes nothing; `detach(client)` of `@agentops/core` restores it.
 */
export function attachAnthropic<C extends StainlessClient>(
  client: C,
  options: AnthropicAdapterOptions = {},
): C {
  const recorder = createRecorder({
    ...options,
    attachedBy: 'hand',
    source: {
      adapter: '@agentops/adapter-anthropic',
      host: '@anthropic-ai/sdk',
      hostVersion: clientVersion(client),
    },
  });
  return attachStainlessClient(client, {
    recorder,
    operations: [messages, tokenCount, batch],
    toolRunners: [toolRunner],
    providerOf,
  });
}

/** OpenTelemetry's name of the cloud that serves the API; each has a client class of its own, in a package of its own. */
function providerOf(client: StainlessClient): string {
  if (isOfClass(client, /^AnthropicBedrock/)) return 'aws.bedrock';
  if (isOfClass(client, /^AnthropicVertex/)) return 'gcp.vertex_ai';
  return 'anthropic';
}
