import { type AdapterOptions, createRecorder } from '@agentops/core';
import { attachStainlessClient, clientVersion, type StainlessClient } from '@agentops/stainless';
import { messages } from './mapper.ts';

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
    operations: [messages],
    providerOf: (client) => providerOf(client.constructor.name),
  });
}

/** OpenTelemetry's name of the cloud that serves the API; each has a client class of its own. */
function providerOf(className: string): string {
  if (className.includes('Bedrock')) return 'aws.bedrock';
  if (className.includes('Vertex')) return 'gcp.vertex_ai';
  return 'anthropic';
}
